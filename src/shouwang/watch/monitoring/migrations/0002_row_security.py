"""Row security and rights of runs, clues and counts."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough

# A run of the county is read by its townships and villages too: its date says how new their counts
# are. It is written inside the scope only.
RUN_OF_A_PLACE_ABOVE = """
CREATE POLICY scope_select ON monitoring_screeningrun FOR SELECT USING (
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
        ("monitoring", "0001_runs_and_clues"),
        ("registry", "0002_row_security"),
    ]
    operations = [
        RowSecurity("screeningrun", commands=("INSERT", "UPDATE", "DELETE")),
        migrations.RunSQL(
            RUN_OF_A_PLACE_ABOVE, "DROP POLICY scope_select ON monitoring_screeningrun"
        ),
        RowSecurityThrough("clue", via="household"),
        RowSecurityThrough("cluechange", via="clue"),
        RowSecurityThrough("datafinding", via="household"),
        RowSecurity("villagecount"),
        Grants("monitoring"),
    ]
