DROP FUNCTION public.people_scope_is_single();
DROP FUNCTION public.people_scope_high();
DROP FUNCTION public.people_scope_low();
DROP FUNCTION public.people_departments();
DROP FUNCTION public.people_is_department(text);
