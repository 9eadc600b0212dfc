-- Requests and reviews are seen and written inside the places whose people are seen.
CREATE POLICY people ON people_accountrequest FOR ALL
    USING (region_code ^@ ANY ((SELECT public.people_prefixes())::text[]))
    WITH CHECK (region_code ^@ ANY ((SELECT public.people_prefixes())::text[]));
ALTER TABLE people_accountrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_accountrequest FORCE ROW LEVEL SECURITY;

CREATE POLICY people ON people_dutyreview FOR ALL
    USING (region_code ^@ ANY ((SELECT public.people_prefixes())::text[]))
    WITH CHECK (region_code ^@ ANY ((SELECT public.people_prefixes())::text[]));
ALTER TABLE people_dutyreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_dutyreview FORCE ROW LEVEL SECURITY;

-- Duties that one account may not hold together: people/rules/conflicts.py.
CREATE FUNCTION public.people_incompatible(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN one <> other AND (
    'auditor' IN (one, other)
    OR ('administrator' IN (one, other)
        AND (one IN ('county_office', 'township_clerk', 'village_cadre')
             OR other IN ('county_office', 'township_clerk', 'village_cadre')))
    OR ((one IN ('county_office', 'township_clerk')
         OR other IN ('county_office', 'township_clerk'))
        AND (one IN ('medical_officer', 'education_officer', 'housing_officer', 'water_officer',
                     'civil_affairs', 'disability_officer', 'employment_officer',
                     'disaster_officer', 'security_officer')
             OR other IN ('medical_officer', 'education_officer', 'housing_officer',
                          'water_officer', 'civil_affairs', 'disability_officer',
                          'employment_officer', 'disaster_officer', 'security_officer'))));

-- The part of a division's code that its places share.
CREATE FUNCTION public.people_prefix(code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE
    WHEN code LIKE '%0000000000' THEN left(code, 2)
    WHEN code LIKE '%00000000' THEN left(code, 4)
    WHEN code LIKE '%000000' THEN left(code, 6)
    WHEN code LIKE '%000' THEN left(code, 9)
    ELSE code END;

-- Looks at all duties of the account, also at those outside the places the writer sees.
CREATE FUNCTION public.people_duty_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    until date := coalesce(NEW.ended_on, NEW.ends_on);
    lent public.people_duty;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('people_duty ' || NEW.account_id, 0));
    IF EXISTS (
        SELECT FROM public.people_duty AS d
        WHERE d.account_id = NEW.account_id AND d.id <> NEW.id
          AND daterange(d.begins_on, coalesce(d.ended_on, d.ends_on))
              && daterange(NEW.begins_on, until)
          AND public.people_incompatible(d.kind, NEW.kind)
          AND (d.region_code ^@ public.people_prefix(NEW.region_code)
               OR NEW.region_code ^@ public.people_prefix(d.region_code))
    ) THEN
        RAISE EXCEPTION 'duty % is incompatible with another of account %',
            NEW.kind, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_compatible';
    END IF;
    IF NEW.lent_from_id IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('people_duty ' || NEW.granted_by_id, 0));
        SELECT * INTO lent FROM public.people_duty WHERE id = NEW.lent_from_id;
        IF NOT FOUND OR lent.lent_from_id IS NOT NULL OR lent.kind <> NEW.kind
           OR lent.account_id <> NEW.granted_by_id
           OR NOT NEW.region_code ^@ public.people_prefix(lent.region_code)
           OR NEW.begins_on < lent.begins_on OR until > coalesce(lent.ended_on, lent.ends_on)
        THEN
            RAISE EXCEPTION 'a lent duty is a part of its lender''s own'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_lent_inside';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM public.people_duty AS d
        WHERE d.lent_from_id = NEW.id AND d.begins_on < coalesce(d.ended_on, d.ends_on)
          AND coalesce(d.ended_on, d.ends_on) > until
    ) THEN
        RAISE EXCEPTION 'what was lent of duty % would outlast it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_lent_inside';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.people_duty_fits() FROM PUBLIC;

CREATE TRIGGER duty_fits AFTER INSERT OR UPDATE ON people_duty
    FOR EACH ROW EXECUTE FUNCTION public.people_duty_fits();
