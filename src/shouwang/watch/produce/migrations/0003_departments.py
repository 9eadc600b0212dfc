"""A department reads the application in whose case it is asked, and no household of it."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("produce", "0002_row_security"),
        ("people", "0010_departments"),
        ("procedures", "0005_departments"),
    ]
    operations = [SqlFile(__file__, "departments")]
