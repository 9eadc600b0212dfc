DROP TRIGGER case_follows ON procedures_case;
DROP FUNCTION public.procedures_case_follows();
DROP TRIGGER case_begins ON procedures_case;
DROP FUNCTION public.procedures_case_begins();
DROP TRIGGER act_stays ON procedures_act;
DROP FUNCTION public.procedures_act_stays();
DROP TRIGGER act_follows ON procedures_act;
DROP FUNCTION public.procedures_act_follows();
