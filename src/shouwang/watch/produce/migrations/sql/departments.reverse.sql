DROP POLICY department_select ON bridge_application;
