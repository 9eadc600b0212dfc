-- A pairing is ended once, and nothing else of it ever changes: whoever writes. The place may
-- follow the household's.
CREATE FUNCTION public.pairing_only_ends() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (to_jsonb(OLD) - '{during,ended_act,region_code}'::text[])
       IS DISTINCT FROM (to_jsonb(NEW) - '{during,ended_act,region_code}'::text[])
       OR lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
       OR ((NEW.during, NEW.ended_act) IS DISTINCT FROM (OLD.during, OLD.ended_act)
           AND NOT (upper_inf(OLD.during) AND NOT upper_inf(NEW.during)))
    THEN
        RAISE EXCEPTION 'a pairing is ended once and never rewritten'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pairing_only_ends BEFORE UPDATE ON pairing_pairing
    FOR EACH ROW EXECUTE FUNCTION public.pairing_only_ends();
