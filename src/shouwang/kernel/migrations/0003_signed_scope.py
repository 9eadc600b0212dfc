"""The scope counts only when the application has signed it."""

from shouwang.kernel.scope import signing
from shouwang.kernel.scope.declare import SqlFile

from django.db import migrations


def _provision(apps, schema_editor):
    signing.provision()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_journal")]
    operations = [
        SqlFile(__file__, "signed_scope"),
        # later migrations of the same start may enter a scope
        migrations.RunPython(_provision, migrations.RunPython.noop),
    ]
