CREATE OR REPLACE FUNCTION public.procedures_case_begins() RETURNS trigger
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

CREATE OR REPLACE FUNCTION public.procedures_case_follows() RETURNS trigger
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

ALTER FUNCTION public.procedures_act_follows() RESET enable_hashjoin;
ALTER FUNCTION public.procedures_act_follows() RESET enable_mergejoin;
