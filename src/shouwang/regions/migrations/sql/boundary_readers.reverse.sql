DROP POLICY scope_select ON regions_boundary;
