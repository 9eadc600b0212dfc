-- The books guard themselves, whoever writes: lines only grow, sums are zero, nothing is overdrawn.

-- Whose books: the role that logged in, whatever a function runs as. A connection of neither wing
-- (the owner's) names them in a setting; the two roles cannot.
CREATE FUNCTION shouwang.ledger_wing() RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
RETURN CASE session_user
    WHEN 'shouwang_watch' THEN 'watch'
    WHEN 'shouwang_market' THEN 'market'
    ELSE nullif(current_setting('shouwang.ledger_wing', true), '')
END;

CREATE FUNCTION shouwang.ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the books only grow', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_resolution
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();
CREATE TRIGGER ledger_stays BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();

-- The CHECK of the table is final; this says first which account, and by how much.
CREATE FUNCTION shouwang.ledger_shortfall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account % has % available', NEW.code, OLD.posted - OLD.held
        USING ERRCODE = 'LG001', DETAIL = json_build_object(
            'code', NEW.code, 'available', OLD.posted - OLD.held,
            'wanted', OLD.posted - OLD.held - NEW.posted + NEW.held)::text;
END $$;
CREATE TRIGGER ledger_overdrawn BEFORE UPDATE ON ledger_account FOR EACH ROW
    WHEN (NOT NEW.may_go_below AND NEW.posted < NEW.held)
    EXECUTE FUNCTION shouwang.ledger_shortfall();
CREATE TRIGGER ledger_account_is_fixed BEFORE UPDATE OF id, wing, code, unit, may_go_below
    ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_refuse_change();

-- Sum zero for each entry, stage and unit, at commit. A constraint trigger fires for each row: on a
-- million lines it would ask a million times. So each statement that adds lines leaves one row here,
-- and the check of that row reads all of its lines at once.
CREATE FUNCTION shouwang.ledger_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.ledger_seal (wing, first, last)
        SELECT wing, min(id), max(id) FROM added GROUP BY wing;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_sealed AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.ledger_seal();

CREATE FUNCTION shouwang.ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT l.entry_id INTO wrong
    FROM public.ledger_line AS l
    LEFT JOIN public.ledger_account AS a ON a.id = l.account_id AND a.wing = l.wing
    WHERE l.entry_id IN (
        SELECT s.entry_id FROM public.ledger_line AS s WHERE s.id BETWEEN NEW.first AND NEW.last)
    GROUP BY l.entry_id, l.stage, a.unit
    HAVING sum(l.amount) <> 0 OR a.unit IS NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % does not sum to zero in every unit', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_sums_to_zero AFTER INSERT ON ledger_seal
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shouwang.ledger_sums_to_zero();

-- Updated at every posting: room in each page, so that no index is touched.
ALTER TABLE ledger_account SET (fillfactor = 50);

-- A wing sees its own books only. The owner, as whom the functions run, sees all.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'entry', 'line', 'resolution', 'waiting', 'seal'] LOOP
        EXECUTE format('ALTER TABLE ledger_%s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE ledger_%s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own ON ledger_%s TO CURRENT_USER USING (true)', name);
        EXECUTE format('CREATE POLICY wing ON ledger_%s FOR SELECT TO shouwang_watch, '
            'shouwang_market USING (wing = (SELECT shouwang.ledger_wing()))', name);
    END LOOP;
END $$;
