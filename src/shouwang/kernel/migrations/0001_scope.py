"""The functions that every policy of row security reads."""

from shouwang.kernel.scope.declare import SqlFile

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [SqlFile(__file__, "scope")]
