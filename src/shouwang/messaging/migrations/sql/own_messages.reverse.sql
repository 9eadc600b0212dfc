ALTER TABLE messaging_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messaging_message DISABLE ROW LEVEL SECURITY;
DROP POLICY told_by_anybody ON messaging_message;
DROP POLICY own ON messaging_message;
DROP FUNCTION public.messaging_is_worker();
