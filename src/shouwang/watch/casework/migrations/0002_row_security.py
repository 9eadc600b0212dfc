"""Row security and rights: a record goes with its case, a batch lies in the place of its asker."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_records_and_batches"),
        ("kernel", "0003_signed_scope"),
        ("procedures", "0002_row_security"),
    ]
    operations = [
        RowSecurityThrough("record", via="case"),
        RowSecurity("bulkact"),
        Grants("casework"),
    ]
