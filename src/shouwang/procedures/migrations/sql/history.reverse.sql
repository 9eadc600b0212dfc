DROP TRIGGER case_follows_update ON procedures_case;
DROP TRIGGER case_follows_insert ON procedures_case;
DROP FUNCTION public.procedures_case_follows();
DROP TRIGGER act_stays ON procedures_act;
DROP FUNCTION public.procedures_act_stays();
DROP TRIGGER act_follows ON procedures_act;
DROP FUNCTION public.procedures_act_follows();
