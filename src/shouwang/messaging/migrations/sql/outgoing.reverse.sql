ALTER TABLE messaging_preference NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messaging_preference DISABLE ROW LEVEL SECURITY;
DROP POLICY own ON messaging_preference;
DROP POLICY known ON messaging_preference;
ALTER TABLE messaging_outgoing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messaging_outgoing DISABLE ROW LEVEL SECURITY;
DROP POLICY posted_by_anybody ON messaging_outgoing;
DROP POLICY scope ON messaging_outgoing;
