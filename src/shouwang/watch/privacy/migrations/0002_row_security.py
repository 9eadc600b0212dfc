"""Row security and rights of requests to correct; codes and tries name no place and nobody."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurityThrough


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_self_service_and_corrections"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        RowSecurityThrough("correctionrequest", via="household"),
        Grants("privacy"),
    ]
