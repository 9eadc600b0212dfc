-- The duties of one account, whoever asks: needed before a scope can be known.
CREATE FUNCTION public.people_duties_of(holder bigint) RETURNS SETOF public.people_duty
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT * FROM public.people_duty WHERE account_id = holder $$;

REVOKE ALL ON FUNCTION public.people_duties_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.people_duties_of(bigint) TO shouwang_watch;

CREATE POLICY for_people_duties_of ON people_duty FOR SELECT TO CURRENT_USER USING (true);

-- The places whose people the transaction sees and manages, apart from the scope of households:
-- an administrator manages people and sees no household. Prefixes separated by commas, '*' is the
-- whole nation; nothing set is nobody.
CREATE FUNCTION public.people_in_scope(place text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT 1
    FROM unnest(string_to_array(nullif(current_setting('shouwang.people', true), ''), ','))
        AS prefix
    WHERE prefix = '*' OR starts_with(place, prefix)
);

CREATE POLICY people ON people_duty FOR ALL
    USING (public.people_in_scope(region_code)) WITH CHECK (public.people_in_scope(region_code));
