-- What a session may see is believed only when the application has signed it.
-- shouwang.scope and shouwang.people hold prefixes; NAME_signature holds the HMAC-SHA256 over the
-- setting's name, its value and the number of the server process, in hexadecimal. PostgreSQL's own
-- sha256 is enough for it; the two padded keys are computed once, by the application.
CREATE TABLE shouwang.scope_key (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64)
);
REVOKE ALL ON shouwang.scope_key FROM PUBLIC;

-- The prefixes of a setting, '' for the whole nation, none when the signature is missing or wrong.
-- Restricted to the leader of a parallel query, for a helper process has a number of its own.
-- Who owns the tables, or may become their owner, needs no signature: backup and repair.
CREATE FUNCTION shouwang.signed_prefixes(setting text) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text := current_setting(setting, true);
    signature text;
    inner_pad bytea;
    outer_pad bytea;
BEGIN
    IF given IS NULL OR given = '' THEN
        RETURN '{}'::text[];
    END IF;
    signature := current_setting(setting || '_signature', true);
    IF coalesce(signature, '') = '' THEN
        IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
            RETURN '{}'::text[];
        END IF;
    ELSE
        SELECT k.inner_pad, k.outer_pad INTO inner_pad, outer_pad FROM shouwang.scope_key AS k;
        IF encode(sha256(outer_pad || sha256(inner_pad || convert_to(
               setting || E'\n' || pg_backend_pid() || E'\n' || given, 'UTF8'))), 'hex')
           IS DISTINCT FROM signature THEN
            RETURN '{}'::text[];
        END IF;
    END IF;
    -- string_to_array makes nothing of an empty text, and the nation's prefix is the empty one
    RETURN CASE given WHEN '*' THEN ARRAY[''] ELSE string_to_array(given, ',') END;
END $$;

CREATE OR REPLACE FUNCTION shouwang.scope_prefixes() RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN shouwang.signed_prefixes('shouwang.scope');

CREATE OR REPLACE FUNCTION shouwang.scope_is_single() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN cardinality(shouwang.signed_prefixes('shouwang.scope')) = 1;

-- The lowest and the highest code that any prefix holds. One prefix is the usual case, and quick.
CREATE OR REPLACE FUNCTION shouwang.scope_low() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    prefixes text[] := shouwang.signed_prefixes('shouwang.scope');
BEGIN
    IF cardinality(prefixes) = 1 THEN
        RETURN rpad(prefixes[1], 12, '0');
    END IF;
    RETURN (SELECT min(rpad(prefix, 12, '0')) FROM unnest(prefixes) AS prefix);
END $$;

CREATE OR REPLACE FUNCTION shouwang.scope_high() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    prefixes text[] := shouwang.signed_prefixes('shouwang.scope');
BEGIN
    IF cardinality(prefixes) = 1 THEN
        RETURN rpad(prefixes[1], 12, '9');
    END IF;
    RETURN (SELECT max(rpad(prefix, 12, '9')) FROM unnest(prefixes) AS prefix);
END $$;
