-- The duties of one account, whoever asks: needed before a scope can be known.
CREATE FUNCTION people_duties_of(holder bigint) RETURNS SETOF people_duty
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT * FROM public.people_duty WHERE account_id = holder $$;

REVOKE ALL ON FUNCTION people_duties_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_duties_of(bigint) TO shouwang_watch;

-- The places whose people the request may see or manage: prefixes separated by commas, '*' for
-- the whole nation. Nothing set means nobody: other people's duties are then not there.
CREATE FUNCTION people_in_scope(place text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT EXISTS (
     SELECT 1
     FROM unnest(string_to_array(nullif(current_setting('shouwang.people', true), ''), ','))
          AS prefix
     WHERE prefix = '*' OR starts_with(place, prefix)) $$;

GRANT EXECUTE ON FUNCTION people_in_scope(text) TO shouwang_watch;

ALTER TABLE people_duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_duty FORCE ROW LEVEL SECURITY;

CREATE POLICY people_duty_owner ON people_duty TO shouwang_owner USING (true) WITH CHECK (true);
CREATE POLICY people_duty_place ON people_duty TO shouwang_watch
    USING (people_in_scope(region_code)) WITH CHECK (people_in_scope(region_code));
