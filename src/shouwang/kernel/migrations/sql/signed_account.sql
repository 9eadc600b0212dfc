-- One function looks at signatures: of prefixes and of the account, whose own uploads are shown.

-- The value of a setting; NULL when it is empty, or its signature is missing or wrong.
-- Restricted to the leader of a parallel query, for a helper process has a number of its own.
-- Who owns the tables, or may become their owner, needs no signature: backup and repair.
CREATE FUNCTION shouwang.signed_setting(setting text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text := nullif(current_setting(setting, true), '');
    signature text := nullif(current_setting(setting || '_signature', true), '');
    inner_pad bytea;
    outer_pad bytea;
BEGIN
    IF given IS NULL THEN
        RETURN NULL;
    END IF;
    IF signature IS NULL THEN
        RETURN CASE WHEN pg_has_role(session_user, current_user, 'MEMBER') THEN given END;
    END IF;
    SELECT k.inner_pad, k.outer_pad INTO inner_pad, outer_pad FROM shouwang.scope_key AS k;
    IF encode(sha256(outer_pad || sha256(inner_pad || convert_to(
           setting || E'\n' || pg_backend_pid() || E'\n' || given, 'UTF8'))), 'hex') = signature THEN
        RETURN given;
    END IF;
    RETURN NULL;
END $$;

-- The prefixes of a setting, '' for the whole nation, none when the application did not sign it.
CREATE OR REPLACE FUNCTION shouwang.signed_prefixes(setting text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN coalesce(
    array_replace(string_to_array(shouwang.signed_setting(setting), ','), '*', ''), '{}'::text[]
);
