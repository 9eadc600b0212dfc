CREATE FUNCTION public.people_in_scope(place text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT 1
    FROM unnest(string_to_array(nullif(current_setting('shouwang.people', true), ''), ','))
        AS prefix
    WHERE prefix = '*' OR starts_with(place, prefix)
);

DROP POLICY people ON people_duty;
CREATE POLICY people ON people_duty FOR ALL
    USING (public.people_in_scope(region_code)) WITH CHECK (public.people_in_scope(region_code));

DROP FUNCTION public.people_prefixes();
