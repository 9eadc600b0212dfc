-- An outline is read by everybody who works in the county, whose scope may be a single village of
-- it; it is written only by those whose scope holds the county.
CREATE POLICY scope_select ON regions_boundary FOR SELECT
    USING (EXISTS (
        SELECT 1
        FROM unnest((SELECT shouwang.scope_prefixes())::text[]) AS prefix
        WHERE starts_with(region_code, prefix) OR starts_with(prefix, left(region_code, 6))
    ));
