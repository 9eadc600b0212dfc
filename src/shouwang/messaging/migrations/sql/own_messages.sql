-- Each account sees its own, by the number that the application has signed. Anybody may tell
-- anybody. The worker, who is no account and enters the whole nation, digests and retains.
-- Read in sub-selects: the signature is looked at once a statement, not once a row.
CREATE FUNCTION public.messaging_is_worker() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN shouwang.signed_setting('shouwang.account') IS NULL
    AND shouwang.scope_prefixes() = ARRAY[''];

CREATE POLICY own ON messaging_message FOR ALL
    USING (
        account_id::text = (SELECT shouwang.signed_setting('shouwang.account'))
        OR (SELECT public.messaging_is_worker())
    )
    WITH CHECK (
        account_id::text = (SELECT shouwang.signed_setting('shouwang.account'))
        OR (SELECT public.messaging_is_worker())
    );
CREATE POLICY told_by_anybody ON messaging_message FOR INSERT WITH CHECK (true);
ALTER TABLE messaging_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE messaging_message FORCE ROW LEVEL SECURITY;
