DROP POLICY people_duty_place ON people_duty;
DROP POLICY people_duty_owner ON people_duty;
ALTER TABLE people_duty NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people_duty DISABLE ROW LEVEL SECURITY;
DROP FUNCTION people_in_scope(text);
DROP FUNCTION people_duties_of(bigint);
