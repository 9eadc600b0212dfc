"""Who may not hold two duties at once: the officer of agriculture is a department's too."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [("people", "0010_departments")]
    operations = [SqlFile(__file__, "pairs_with_departments")]
