-- A million moves at once, from a temporary table of the caller.

CREATE FUNCTION shouwang.ledger_digest(kind text, reference text, moves text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(kind || E'\n' || reference || E'\nposted\n' || moves)::uuid;

-- The table is read with the owner's rights, and reading must not run anything of the caller's:
-- no view, no policy, no index on an expression, no column of a type that is not plain.
CREATE FUNCTION shouwang.ledger_bare(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found pg_class;
    columns text;
BEGIN
    SELECT * INTO found FROM pg_class
        WHERE relname = name AND relnamespace = pg_my_temp_schema();
    SELECT string_agg(attname || ' ' || atttypid::regtype, ',' ORDER BY attname) INTO columns
        FROM pg_attribute WHERE attrelid = found.oid AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '';
    IF found.relkind IS DISTINCT FROM 'r' OR found.relrowsecurity OR found.relhasindex
        OR found.relchecks > 0 OR found.relhasrules OR columns IS DISTINCT FROM
           'amount bigint,key text,kind text,reference text,source text,target text' THEN
        RAISE EXCEPTION 'table % is unfit', name
            USING ERRCODE = 'LG010', DETAIL = json_build_object('table', name)::text;
    END IF;
    RETURN format('pg_temp.%I', name);
END $$;

-- Rows of one key are one entry. Keys that are known are skipped; with other content, refused.
CREATE FUNCTION shouwang.ledger_post_table(name text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET work_mem = '96MB' SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    books text := shouwang.ledger_own_wing();
    given text := shouwang.ledger_bare(name);
    codes text[];
    written bigint;
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT c) FROM (SELECT source AS c FROM ONLY %1$s '
                   'UNION SELECT target FROM ONLY %1$s) AS x', given) INTO codes;
    IF codes IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM shouwang.ledger_lock(books, codes);
    EXECUTE format($q$
        CREATE TEMPORARY TABLE ledger_given ON COMMIT DROP AS
        SELECT key, kind, reference, shouwang.ledger_digest(kind, reference, string_agg(
            source || E'\t' || target || E'\t' || amount, E'\n'
            ORDER BY (source || E'\t' || target || E'\t' || amount) COLLATE "C")) AS digest
        FROM ONLY %s GROUP BY key, kind, reference $q$, given);
    CREATE TEMPORARY TABLE ledger_made (entry bigint, key text) ON COMMIT DROP;
    WITH made AS (
        INSERT INTO public.ledger_entry (wing, key, digest, kind, reference, pending, at)
        SELECT books, key, digest, kind, reference, false, $2 FROM pg_temp.ledger_given ORDER BY key
        ON CONFLICT (wing, key) DO NOTHING RETURNING id, key
    ) INSERT INTO pg_temp.ledger_made SELECT id, key FROM made;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM shouwang.ledger_refuse_key(e.key) FROM pg_temp.ledger_given AS g
        JOIN public.ledger_entry AS e ON e.wing = books AND e.key = g.key
        WHERE e.digest <> g.digest;
    PERFORM shouwang.ledger_write_table(books, given, $2);
    DROP TABLE pg_temp.ledger_given, pg_temp.ledger_made;
    RETURN written;
END $$;

CREATE FUNCTION shouwang.ledger_write_table(books text, given text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    EXECUTE format($q$
        CREATE TEMPORARY TABLE ledger_moving ON COMMIT DROP AS
        SELECT e.entry, s.id AS source, t.id AS target, g.amount
        FROM ONLY %s AS g
        JOIN pg_temp.ledger_made AS e ON e.key = g.key
        JOIN public.ledger_account AS s ON s.wing = %L AND s.code = g.source
        JOIN public.ledger_account AS t ON t.wing = %L AND t.code = g.target $q$,
        given, books, books);
    PERFORM shouwang.ledger_refuse_units(s.code, t.code)
        FROM (SELECT DISTINCT source, target FROM pg_temp.ledger_moving) AS m
        JOIN public.ledger_account AS s ON s.id = m.source
        JOIN public.ledger_account AS t ON t.id = m.target WHERE s.unit <> t.unit;
    UPDATE public.ledger_account AS a SET posted = a.posted + d.moved
        FROM (SELECT side.account, sum(side.amount) AS moved
              FROM (SELECT source, -amount FROM pg_temp.ledger_moving
                    UNION ALL SELECT target, amount FROM pg_temp.ledger_moving
              ) AS side (account, amount) GROUP BY side.account) AS d
        WHERE a.id = d.account AND d.moved <> 0;
    INSERT INTO public.ledger_line
        (wing, entry_id, account_id, stage, amount, posted_after, held_after, at)
    SELECT books, s.entry, s.account, 'posted', s.amount,
           a.posted - sum(s.amount) OVER (PARTITION BY s.account)
               + sum(s.amount) OVER (PARTITION BY s.account ORDER BY s.entry, s.amount, s.other
                                     ROWS UNBOUNDED PRECEDING),
           a.held, $3
    FROM (SELECT entry, source, target, -amount FROM pg_temp.ledger_moving
          UNION ALL SELECT entry, target, source, amount FROM pg_temp.ledger_moving
    ) AS s (entry, account, other, amount)
    JOIN public.ledger_account AS a ON a.id = s.account
    ORDER BY s.account, s.entry, s.amount, s.other;
    DROP TABLE pg_temp.ledger_moving;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT p.oid::regprocedure::text FROM pg_proc AS p
        WHERE p.pronamespace = 'shouwang'::regnamespace AND p.proname LIKE 'ledger\_%' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION shouwang.ledger_wing(), shouwang.ledger_moves(text, bigint),
    shouwang.ledger_holds(text, bigint), shouwang.ledger_open(text[], text[], boolean[]),
    shouwang.ledger_post(text[], uuid[], text[], text[], boolean[], timestamptz[], integer[],
                         text[], text[], bigint[], timestamptz),
    shouwang.ledger_resolve(text[], text, timestamptz),
    shouwang.ledger_expire(timestamptz, integer),
    shouwang.ledger_post_table(text, timestamptz) TO shouwang_watch, shouwang_market;
