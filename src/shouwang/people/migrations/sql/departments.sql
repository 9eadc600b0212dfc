-- Officers of departments open no household. What they are asked is shown to them by their duty:
-- policies of other rooms read these functions in uncorrelated sub-selects, once a statement.

-- The kinds of duty of departments, which are held in counties.
CREATE FUNCTION public.people_is_department(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN kind IN ('medical_officer', 'education_officer', 'housing_officer', 'water_officer',
                'civil_affairs', 'disability_officer', 'employment_officer', 'disaster_officer',
                'security_officer', 'agriculture_officer');

-- The departments for which the signed account stands today, as 'kind county'; none for most.
-- The unsigned list of duties only spares the look: it can hide what is one's own, never open more.
CREATE FUNCTION public.people_departments() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    account text;
    duties text := nullif(current_setting('shouwang.duty', true), '');
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(string_to_array(duties, ',')) AS one
                   WHERE public.people_is_department(one)) AND duties IS NOT NULL THEN
        RETURN '{}';
    END IF;
    account := shouwang.signed_setting('shouwang.account');
    IF account IS NULL OR account !~ '^\d+$' THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT d.kind || ' ' || left(d.region_code, 6)
        FROM public.people_duties_of(account::bigint) AS d
        WHERE public.people_is_department(d.kind)
          AND d.begins_on <= today AND d.ends_on > today
          AND (d.ended_on IS NULL OR d.ended_on > today)
    );
END $$;

-- The scope, widened to the counties in which the account stands for a department: an index on the
-- place can be entered with them. What lies between is shown by the scope or to the department.
CREATE FUNCTION public.people_scope_low() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
RETURN least(shouwang.scope_low(), (
    SELECT min(right(one, 6) || '000000') FROM unnest(public.people_departments()) AS one
));

CREATE FUNCTION public.people_scope_high() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
RETURN greatest(shouwang.scope_high(), (
    SELECT max(right(one, 6) || '999999') FROM unnest(public.people_departments()) AS one
));

CREATE FUNCTION public.people_scope_is_single() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
RETURN shouwang.scope_is_single() AND cardinality(public.people_departments()) = 0;
