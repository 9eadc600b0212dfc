"""Row security and rights of papers, printed papers and jobs."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0001_papers_and_printing"),
        ("registry", "0002_row_security"),
    ]
    operations = [
        RowSecurityThrough("paper", via="household"),
        RowSecurityThrough("printing", via="household"),
        RowSecurity("printjob"),
        Grants("papers"),
    ]
