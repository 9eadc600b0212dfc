CREATE OR REPLACE FUNCTION shouwang.signed_prefixes(setting text) RETURNS text[]
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

DROP FUNCTION shouwang.signed_setting(text);
