"""Row security of duties: read inside the scope, written inside `shouwang.people` only.

Duties decide what the scope of a request is, so they must be readable before there is one:
`people_duties_of` runs with its owner's rights and answers for one account at a time.
"""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_duties_sessions_log_ins"),
        ("kernel", "0001_scope"),
    ]

    operations = [
        RowSecurity("duty", commands=("SELECT",)),
        SqlFile(__file__, "duty_row_security"),
        Grants("people"),
    ]
