-- Plans that do not hang on statistics: these tables grow by a million rows between two of them.

-- The lines of the seal's statement alone, told from others' with numbers between by who wrote them.
CREATE OR REPLACE FUNCTION shouwang.ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong bigint;
    writer xid;
BEGIN
    SELECT s.xmin INTO writer FROM public.ledger_seal AS s WHERE s.id = NEW.id;
    SELECT l.entry_id INTO wrong
    FROM public.ledger_line AS l
    LEFT JOIN public.ledger_account AS a ON a.id = l.account_id AND a.wing = l.wing
    WHERE l.id BETWEEN NEW.first AND NEW.last AND l.xmin = writer
    GROUP BY l.entry_id, l.stage, a.unit
    HAVING sum(l.amount) <> 0 OR a.unit IS NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % does not sum to zero in every unit', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;

-- A few rows of large tables, always by their keys.
ALTER FUNCTION shouwang.ledger_post(text[], uuid[], text[], text[], boolean[], timestamptz[],
    integer[], text[], text[], bigint[], timestamptz) SET enable_seqscan = off;
ALTER FUNCTION shouwang.ledger_resolve(text[], text, timestamptz) SET enable_seqscan = off;
ALTER FUNCTION shouwang.ledger_expire(timestamptz, integer) SET enable_seqscan = off;
