CREATE OR REPLACE FUNCTION public.people_incompatible(one text, other text) RETURNS boolean
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
