"""A batch is a word of goods; one act over many cases is a bulk act."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_row_security")]
    operations = [migrations.RenameModel("BulkAct", "BulkAct")]
