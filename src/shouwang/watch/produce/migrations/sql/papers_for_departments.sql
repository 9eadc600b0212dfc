CREATE POLICY department_select ON bridge_applicationfile FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.bridge_application AS a WHERE a.id = application_id));
