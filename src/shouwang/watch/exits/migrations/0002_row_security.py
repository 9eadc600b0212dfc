"""Row security and rights: checks are added and never changed."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough


class Migration(migrations.Migration):
    dependencies = [
        ("exits", "0001_checks_and_samples"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        RowSecurityThrough("criteriacheck", via="household"),
        RowSecurity("sample"),
        RowSecurityThrough("sampled", via="household"),
        Grants("exits"),
    ]
