-- The proof that a case stands where its last act led, for thousands of cases in one statement.
-- `OR NOT EXISTS` was planned as a hash over every act there is: first it is worked out which cases
-- have moved, by one join of the two transition tables, then each is looked up by its key.
-- Plans are kept for a session and may have been made for one row: what may not be planned is said.

CREATE OR REPLACE FUNCTION public.procedures_case_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_nestloop = off SET enable_hashjoin = on SET enable_mergejoin = on
AS $$
DECLARE
    moved record;
    wrong uuid;
BEGIN
    SELECT array_agg(n.id) AS ids, array_agg(n.revision) AS revisions, array_agg(n.step) AS steps,
        (array_agg(n.id) FILTER (
            WHERE n.revision <> o.revision + 1 OR n.version_id <> o.version_id))[1] AS wrong
    INTO moved
    FROM after AS n JOIN before AS o ON o.id = n.id
    WHERE o.step <> n.step OR o.revision <> n.revision OR o.version_id <> n.version_id
        OR o.finished_on IS DISTINCT FROM n.finished_on OR o.effect <> n.effect;
    PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true);
    wrong := moved.wrong;
    IF wrong IS NULL AND moved.ids IS NOT NULL THEN
        SELECT m.id INTO wrong
        FROM unnest(moved.ids, moved.revisions, moved.steps) AS m (id, revision, step)
        WHERE NOT EXISTS (
            SELECT FROM public.procedures_act AS a
            WHERE a.case_id = m.id AND a.sequence = m.revision AND a.to_step = m.step
        ) LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'case % does not stand where its last act led', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.procedures_case_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    wrong uuid;
BEGIN
    SELECT n.id INTO wrong FROM after AS n WHERE n.revision <> 1 LIMIT 1;
    IF wrong IS NULL THEN
        SELECT n.id INTO wrong FROM after AS n
        WHERE NOT EXISTS (
            SELECT FROM public.procedures_act AS a
            WHERE a.case_id = n.id AND a.sequence = 1 AND a.to_step = n.step
        ) LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'case % does not stand where its first act led', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.procedures_act_follows() SET enable_hashjoin = off;
ALTER FUNCTION public.procedures_act_follows() SET enable_mergejoin = off;
