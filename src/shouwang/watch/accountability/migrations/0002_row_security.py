"""Row security by place for every table of the room, and rights."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough


class Migration(migrations.Migration):
    dependencies = [
        ("accountability", "0001_findings_tasks_records"),
        ("procedures", "0002_row_security"),
    ]
    operations = [
        RowSecurity("inspection"),
        RowSecurity("finding"),
        RowSecurity("task"),
        RowSecurity("conductrecord"),
        RowSecurityThrough("statement", via="case"),
        Grants("accountability"),
    ]
