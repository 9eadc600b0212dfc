-- The history of a case only grows, each act follows the one before, and a case stands where its
-- last act led. All run with the caller's rights and scope; an act is written before its case.
-- Their plans are kept for a session and may have been made while the tables were small.

CREATE FUNCTION public.procedures_act_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF NEW.sequence > 1 AND NOT EXISTS (
        SELECT FROM public.procedures_act AS a
        WHERE a.case_id = NEW.case_id AND a.sequence = NEW.sequence - 1
          AND a.to_step = NEW.from_step AND a."on" <= NEW."on"
    ) THEN
        RAISE EXCEPTION 'act % of case % does not follow the act before it', NEW.sequence, NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER act_follows BEFORE INSERT ON procedures_act
    FOR EACH ROW EXECUTE FUNCTION public.procedures_act_follows();

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

CREATE FUNCTION public.procedures_case_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF NEW.revision <> (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.revision + 1 END)
       OR (TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id)
       OR NOT EXISTS (
        SELECT FROM public.procedures_act AS a
        WHERE a.case_id = NEW.id AND a.sequence = NEW.revision AND a.to_step = NEW.step
    ) THEN
        RAISE EXCEPTION 'case % does not stand where its last act led', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_follows_insert BEFORE INSERT ON procedures_case
    FOR EACH ROW EXECUTE FUNCTION public.procedures_case_follows();
CREATE TRIGGER case_follows_update BEFORE UPDATE ON procedures_case
    FOR EACH ROW
    WHEN (OLD.step <> NEW.step OR OLD.revision <> NEW.revision OR OLD.version_id <> NEW.version_id
          OR OLD.finished_on IS DISTINCT FROM NEW.finished_on OR OLD.effect <> NEW.effect)
    EXECUTE FUNCTION public.procedures_case_follows();
