-- Duties that one account may not hold together, which departments there are said once.
CREATE OR REPLACE FUNCTION public.people_incompatible(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN one <> other AND (
    'auditor' IN (one, other)
    OR ('administrator' IN (one, other)
        AND (one IN ('county_office', 'township_clerk', 'village_cadre')
             OR other IN ('county_office', 'township_clerk', 'village_cadre')))
    OR ((one IN ('county_office', 'township_clerk')
         OR other IN ('county_office', 'township_clerk'))
        AND (public.people_is_department(one) OR public.people_is_department(other))));
