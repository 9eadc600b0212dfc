-- The history of a case only grows, each act follows the one before, and a case stands where its
-- last act led. All run with the caller's rights and scope; an act is written before its case.
-- Checked once a statement: the scope is proved once, not for each of a thousand rows. Plans are
-- kept for a session and may have been made while the tables were small.

CREATE FUNCTION public.procedures_act_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.case_id, n.sequence INTO wrong FROM added AS n
    WHERE n.sequence > 1 AND NOT EXISTS (
        SELECT FROM public.procedures_act AS a
        WHERE a.case_id = n.case_id AND a.sequence = n.sequence - 1
          AND a.to_step = n.from_step AND a."on" <= n."on"
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'act % of case % does not follow the act before it',
            wrong.sequence, wrong.case_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER act_follows AFTER INSERT ON procedures_act REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_act_follows();

-- A place that is renumbered may be carried into the history; nothing else may.
CREATE FUNCTION public.procedures_act_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'region_code' = to_jsonb(OLD) - 'region_code' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of an act is refused: the history of a case only grows', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER act_stays BEFORE UPDATE OR DELETE ON procedures_act
    FOR EACH ROW EXECUTE FUNCTION public.procedures_act_stays();

CREATE FUNCTION public.procedures_case_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.id INTO wrong FROM after AS n
    WHERE n.revision <> 1 OR NOT EXISTS (
        SELECT FROM public.procedures_act AS a
        WHERE a.case_id = n.id AND a.sequence = 1 AND a.to_step = n.step
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'case % does not stand where its first act led', wrong.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_begins AFTER INSERT ON procedures_case REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_case_begins();

CREATE FUNCTION public.procedures_case_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.id INTO wrong FROM after AS n JOIN before AS o ON o.id = n.id
    WHERE (o.step <> n.step OR o.revision <> n.revision OR o.version_id <> n.version_id
           OR o.finished_on IS DISTINCT FROM n.finished_on OR o.effect <> n.effect)
      AND (n.revision <> o.revision + 1 OR n.version_id <> o.version_id OR NOT EXISTS (
        SELECT FROM public.procedures_act AS a
        WHERE a.case_id = n.id AND a.sequence = n.revision AND a.to_step = n.step
    )) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'case % does not stand where its last act led', wrong.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_follows AFTER UPDATE ON procedures_case
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_case_follows();
