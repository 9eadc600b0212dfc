DROP POLICY department_insert ON procedures_act;
DROP POLICY department_select ON procedures_act;
DROP POLICY scope_delete ON procedures_case;
DROP POLICY scope_insert ON procedures_case;
DROP POLICY scope_update ON procedures_case;
DROP POLICY scope_select ON procedures_case;
CREATE POLICY scope ON procedures_case FOR ALL USING (
    region_code >= (SELECT shouwang.scope_low()) AND region_code <= (SELECT shouwang.scope_high())
    AND ((SELECT shouwang.scope_is_single())
         OR region_code ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])));
DROP TRIGGER case_departments_next ON procedures_case;
DROP TRIGGER case_departments_first ON procedures_case;
DROP FUNCTION public.procedures_case_departments();
