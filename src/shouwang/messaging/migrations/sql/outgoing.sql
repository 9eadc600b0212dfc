-- Whoever manages the people of a place sees what was to leave the house for them; the worker sends
-- it. Anybody may write something down to be sent.
CREATE POLICY scope ON messaging_outgoing FOR ALL
    USING (
        (SELECT public.messaging_is_worker())
        OR region_code ^@ ANY ((SELECT public.people_prefixes())::text[])
    )
    WITH CHECK (
        (SELECT public.messaging_is_worker())
        OR region_code ^@ ANY ((SELECT public.people_prefixes())::text[])
    );
CREATE POLICY posted_by_anybody ON messaging_outgoing FOR INSERT WITH CHECK (true);
ALTER TABLE messaging_outgoing ENABLE ROW LEVEL SECURITY;
ALTER TABLE messaging_outgoing FORCE ROW LEVEL SECURITY;

-- Whoever tells others must know what they refuse; an account writes its own wishes.
CREATE POLICY known ON messaging_preference FOR SELECT USING (true);
CREATE POLICY own ON messaging_preference FOR ALL
    USING (account_id::text = (SELECT shouwang.signed_setting('shouwang.account')))
    WITH CHECK (account_id::text = (SELECT shouwang.signed_setting('shouwang.account')));
ALTER TABLE messaging_preference ENABLE ROW LEVEL SECURITY;
ALTER TABLE messaging_preference FORCE ROW LEVEL SECURITY;
