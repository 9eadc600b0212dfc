"""Row security of duties: an account's own through one function, others inside `shouwang.people`.

Duties decide what the scope of a request is, so they must be readable before there is one:
`people_duties_of` runs with its owner's rights and answers for one account at a time.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_duties_sessions_log_ins")]

    operations = [
        migrations.RunSQL(
            (SQL / "duty_row_security.sql").read_text(encoding="utf-8"),
            (SQL / "duty_row_security.reverse.sql").read_text(encoding="utf-8"),
        )
    ]
