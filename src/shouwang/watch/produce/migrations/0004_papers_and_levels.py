"""A department reads an application's papers; a public notice says of which level it is."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("produce", "0003_departments"),
        ("bridge", "0003_files_of_applications"),
    ]
    operations = [
        SqlFile(__file__, "papers_for_departments"),
        SqlFile(__file__, "notice_of_a_level"),
    ]
