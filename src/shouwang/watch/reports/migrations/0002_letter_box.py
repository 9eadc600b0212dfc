"""Row security and rights: a letter box for reports, and what a receipt number may ask."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_reports"),
        ("registry", "0004_dossier_row_security"),
        ("kernel", "0004_signed_account"),
    ]
    operations = [
        RowSecurityThrough("report", via="household"),
        RowSecurityThrough("reportevent", via="report"),
        RowSecurityThrough("rating", via="report"),
        RowSecurity("hotline", commands=("INSERT", "UPDATE", "DELETE")),
        SqlFile(__file__, "letter_box"),
        Grants("reports"),
    ]
