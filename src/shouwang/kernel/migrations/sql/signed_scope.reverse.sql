CREATE OR REPLACE FUNCTION shouwang.scope_prefixes() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT CASE prefix WHEN '*' THEN '' ELSE prefix END
    FROM unnest(string_to_array(nullif(current_setting('shouwang.scope', true), ''), ',')) AS prefix
);

CREATE OR REPLACE FUNCTION shouwang.scope_low() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT min(rpad(prefix, 12, '0')) FROM unnest(shouwang.scope_prefixes()) AS prefix);

CREATE OR REPLACE FUNCTION shouwang.scope_high() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT max(rpad(prefix, 12, '9')) FROM unnest(shouwang.scope_prefixes()) AS prefix);

CREATE OR REPLACE FUNCTION shouwang.scope_is_single() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN cardinality(shouwang.scope_prefixes()) = 1;

DROP FUNCTION shouwang.signed_prefixes(text);
DROP TABLE shouwang.scope_key;
