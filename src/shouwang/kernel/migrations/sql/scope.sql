-- What the session may see, read by every policy of row security.
-- shouwang.scope is a list of region prefixes separated by commas; '*' is the whole nation;
-- empty or unset is nothing. Policies read these functions in uncorrelated sub-selects, so that
-- they run once per query and an index on the region stays usable.
CREATE SCHEMA shouwang;
GRANT USAGE ON SCHEMA shouwang TO PUBLIC;

CREATE FUNCTION shouwang.scope_prefixes() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT CASE prefix WHEN '*' THEN '' ELSE prefix END
    FROM unnest(string_to_array(nullif(current_setting('shouwang.scope', true), ''), ',')) AS prefix
);

-- The lowest and the highest code that any prefix holds: an index can be entered with them.
CREATE FUNCTION shouwang.scope_low() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT min(rpad(prefix, 12, '0')) FROM unnest(shouwang.scope_prefixes()) AS prefix);

CREATE FUNCTION shouwang.scope_high() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT max(rpad(prefix, 12, '9')) FROM unnest(shouwang.scope_prefixes()) AS prefix);

-- With a single prefix the lowest and highest code say everything: no row compares the list.
CREATE FUNCTION shouwang.scope_is_single() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN cardinality(shouwang.scope_prefixes()) = 1;

-- A row of what belongs to another row takes that row's place when it brings none.
-- Arguments of the trigger: the parent's table, its key column, the reference of this table to it.
-- It runs with the rights and the scope of the caller: an unseen parent gives no place.
CREATE FUNCTION shouwang.take_place() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'SELECT region_code FROM public.%I WHERE %I = ($1).%I', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
    ) INTO NEW.region_code USING NEW;
    RETURN NEW;
END $$;
