"""Row security, rights and the order of the history."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0001_cases"),
        ("kernel", "0003_signed_scope"),
    ]
    operations = [
        RowSecurity("case"),
        RowSecurityThrough("act", via="case"),
        SqlFile(__file__, "history"),
        Grants("procedures"),
    ]
