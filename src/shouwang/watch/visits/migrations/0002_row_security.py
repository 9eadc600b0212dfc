"""Row security and rights; a department's officer sees the questions to its duty and no more."""

from django.db import migrations

from shouwang.kernel.scope.declare import PREDICATE, Grants, RowSecurity, RowSecurityThrough

_PLACE = PREDICATE.format(column="region_code")
# An officer has no scope over households. What it is asked is shown by its duties in force, of the
# account that the application has signed; duties of departments are held in counties. Read in a
# sub-select: once a statement, not once a row.
_ASKED = """(duty || ' ' || left(region_code, 6)) = ANY ((
    SELECT array_agg(d.kind || ' ' || left(d.region_code, 6))
      FROM public.people_duties_of(
           nullif((SELECT shouwang.signed_setting('shouwang.account')), '')::bigint) AS d
     WHERE d.begins_on <= (now() AT TIME ZONE 'Asia/Shanghai')::date
       AND d.ends_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
       AND (d.ended_on IS NULL OR d.ended_on > (now() AT TIME ZONE 'Asia/Shanghai')::date)
  )::text[])"""


def _shown(seen: str) -> str:
    return f"ALTER POLICY scope ON visits_informationquestion USING ({seen}) WITH CHECK ({seen})"


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_visits_checks_and_draws"),
        ("kernel", "0004_signed_account"),
        ("people", "0003_duty_row_security"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        RowSecurityThrough("homevisit", via="household"),
        RowSecurityThrough("signature", via="visit"),
        RowSecurityThrough("proposal", via="visit"),
        RowSecurityThrough("draft", via="household"),
        RowSecurityThrough("authorisation", via="household"),
        RowSecurityThrough("informationcheck", via="household"),
        RowSecurityThrough("informationquestion", via="check_of"),
        migrations.RunSQL(_shown(f"{_PLACE} OR {_ASKED}"), _shown(_PLACE)),
        RowSecurity("lookback"),
        RowSecurityThrough("drawn", via="household"),
        RowSecurityThrough("assignment", via="drawn"),
        Grants("visits"),
    ]
