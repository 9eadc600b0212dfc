DROP POLICY department_select ON bridge_applicationfile;
