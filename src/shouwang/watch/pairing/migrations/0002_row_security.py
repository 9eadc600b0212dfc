"""Row security, rights, and a history that only grows."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("pairing", "0001_helpers_pairs_plans"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        RowSecurity("helper"),
        RowSecurity("plan"),
        RowSecurityThrough("pairing", via="household"),
        SqlFile(__file__, "pairing_history"),
        Grants("pairing"),
    ]
