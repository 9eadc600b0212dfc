"""That a list came is told to every officer of its department, without the file."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_months_and_late_lists"),
    ]

    operations = [
        SqlFile(__file__, "handovers"),
    ]
