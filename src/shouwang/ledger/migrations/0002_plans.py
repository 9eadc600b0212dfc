"""Functions that find their rows by keys whatever the statistics say."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_books")]
    operations = [SqlFile(__file__, "plans")]
