DROP POLICY department_select ON papers_enclosure;
CREATE POLICY department_select ON papers_enclosure FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}'
    AND by_id::text = (SELECT shouwang.signed_setting('shouwang.account')));
