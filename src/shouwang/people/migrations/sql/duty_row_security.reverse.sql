DROP POLICY people ON people_duty;
DROP POLICY for_people_duties_of ON people_duty;
DROP FUNCTION public.people_in_scope(text);
DROP FUNCTION public.people_duties_of(bigint);
