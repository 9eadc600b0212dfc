DROP POLICY department_insert ON papers_enclosure;
DROP POLICY department_select ON papers_enclosure;
DROP POLICY department_insert ON casework_record;
DROP POLICY department_select ON casework_record;
