-- A department sees the cases that wait, or have waited, for it, with their history, and may act in
-- them; it opens none and takes none away. Everybody else sees cases by place, as before: an index
-- is entered with the place, and whoever has one scope and no department compares nothing more.

-- Only the database says which departments were asked: nobody is let in by writing it.
CREATE FUNCTION public.procedures_case_departments() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked text := NEW.awaits || ' ' || left(NEW.region_code, 6);
BEGIN
    NEW.departments := CASE WHEN TG_OP = 'UPDATE' THEN OLD.departments ELSE '{}' END;
    IF public.people_is_department(NEW.awaits) AND asked <> ALL (NEW.departments) THEN
        NEW.departments := array_append(NEW.departments, asked::varchar);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_departments_first BEFORE INSERT ON procedures_case FOR EACH ROW
    WHEN (public.people_is_department(NEW.awaits) OR NEW.departments <> '{}')
    EXECUTE FUNCTION public.procedures_case_departments();
CREATE TRIGGER case_departments_next BEFORE UPDATE ON procedures_case FOR EACH ROW
    WHEN (public.people_is_department(NEW.awaits) OR NEW.departments <> OLD.departments)
    EXECUTE FUNCTION public.procedures_case_departments();

DROP POLICY scope ON procedures_case;
CREATE POLICY scope_select ON procedures_case FOR SELECT USING (
    region_code >= (SELECT public.people_scope_low())
    AND region_code <= (SELECT public.people_scope_high())
    AND ((SELECT public.people_scope_is_single())
         OR region_code ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])
         OR departments && ((SELECT public.people_departments())::varchar[])));
CREATE POLICY scope_update ON procedures_case FOR UPDATE USING (
    region_code >= (SELECT public.people_scope_low())
    AND region_code <= (SELECT public.people_scope_high())
    AND ((SELECT public.people_scope_is_single())
         OR region_code ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])
         OR departments && ((SELECT public.people_departments())::varchar[])));
CREATE POLICY scope_insert ON procedures_case FOR INSERT WITH CHECK (
    region_code >= (SELECT shouwang.scope_low()) AND region_code <= (SELECT shouwang.scope_high())
    AND ((SELECT shouwang.scope_is_single())
         OR region_code ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])));
CREATE POLICY scope_delete ON procedures_case FOR DELETE USING (
    region_code >= (SELECT shouwang.scope_low()) AND region_code <= (SELECT shouwang.scope_high())
    AND ((SELECT shouwang.scope_is_single())
         OR region_code ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])));

-- The history of such a case, and the next act in it.
CREATE POLICY department_select ON procedures_act FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.procedures_case AS c
        WHERE c.id = case_id
          AND c.departments && ((SELECT public.people_departments())::varchar[])));
CREATE POLICY department_insert ON procedures_act FOR INSERT TO shouwang_watch WITH CHECK (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.procedures_case AS c
        WHERE c.id = case_id
          AND c.departments && ((SELECT public.people_departments())::varchar[])));
