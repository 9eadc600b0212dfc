-- What a department writes down in a case that waits for it, and the files that it hands in itself.
CREATE POLICY department_select ON casework_record FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.procedures_case AS c
        WHERE c.id = case_id
          AND c.departments && ((SELECT public.people_departments())::varchar[])));
CREATE POLICY department_insert ON casework_record FOR INSERT TO shouwang_watch WITH CHECK (
    (SELECT public.people_departments()) <> '{}' AND EXISTS (
        SELECT FROM public.procedures_case AS c
        WHERE c.id = case_id
          AND c.departments && ((SELECT public.people_departments())::varchar[])));
CREATE POLICY department_select ON papers_enclosure FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}'
    AND by_id::text = (SELECT shouwang.signed_setting('shouwang.account')));
CREATE POLICY department_insert ON papers_enclosure FOR INSERT TO shouwang_watch WITH CHECK (
    (SELECT public.people_departments()) <> '{}'
    AND by_id::text = (SELECT shouwang.signed_setting('shouwang.account')));
