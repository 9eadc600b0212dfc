CREATE POLICY department_select ON bridge_application FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.procedures_case AS c
        WHERE c.subject_kind = 'application' AND c.subject_id = bridge_application.id::text
          AND c.departments && ((SELECT public.people_departments())::varchar[])));
