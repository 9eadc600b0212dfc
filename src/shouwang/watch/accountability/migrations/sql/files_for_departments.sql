-- A department opens what was attached to a case in which it is asked, and what it attached itself.
DROP POLICY department_select ON papers_enclosure;
CREATE POLICY department_select ON papers_enclosure FOR SELECT TO shouwang_watch USING (
    (SELECT public.people_departments()) <> '{}'
    AND (by_id::text = (SELECT shouwang.signed_setting('shouwang.account'))
         OR EXISTS (
             SELECT FROM public.accountability_statement AS s
             JOIN public.procedures_case AS c ON c.id = s.case_id
             WHERE s.enclosure_id = papers_enclosure.id
               AND c.departments && ((SELECT public.people_departments())::varchar[]))));
