"""Row security and rights of checks, findings, counts, statements and differences."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough

# A check of the county is read by its townships and villages too: it says how new their lists are.
RUN_OF_A_PLACE_ABOVE = """
CREATE POLICY scope_select ON quality_qualityrun FOR SELECT USING (
  EXISTS (
    SELECT 1 FROM unnest((SELECT shouwang.scope_prefixes())::text[]) AS prefix
    WHERE region_code ^@ prefix
       OR prefix ^@ CASE
            WHEN region_code LIKE '%0000000000' THEN left(region_code, 2)
            WHEN region_code LIKE '%00000000' THEN left(region_code, 4)
            WHEN region_code LIKE '%000000' THEN left(region_code, 6)
            WHEN region_code LIKE '%000' THEN left(region_code, 9)
            ELSE region_code END
  )
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0001_runs_findings_differences"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        RowSecurity("qualityrun", commands=("INSERT", "UPDATE", "DELETE")),
        migrations.RunSQL(RUN_OF_A_PLACE_ABOVE, "DROP POLICY scope_select ON quality_qualityrun"),
        RowSecurityThrough("qualityfinding", via="household"),
        RowSecurityThrough("findingchange", via="finding"),
        RowSecurity("qualitytally"),
        RowSecurity("qualityrate"),
        RowSecurityThrough("statement", via="household"),
        RowSecurityThrough("difference", via="household"),
        Grants("quality"),
    ]
