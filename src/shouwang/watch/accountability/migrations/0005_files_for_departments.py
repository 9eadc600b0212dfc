"""A department opens the files of the cases in which it is asked."""

from django.db import migrations, models

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("accountability", "0004_departments"),
        ("papers", "0005_enclosures"),
        ("procedures", "0005_departments"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                condition=models.Q(("enclosure__isnull", False)),
                fields=["enclosure"],
                name="statement_of_enclosure",
            ),
        ),
        SqlFile(__file__, "files_for_departments"),
    ]
