"""Histories are proved by looking each case up; lists are walked in their order."""

from django.db import migrations, models

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_row_security")]
    operations = [
        SqlFile(__file__, "probing"),
        migrations.RemoveIndex(model_name="case", name="case_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["due_on", "id"],
                condition=models.Q(finished_on=None),
                name="case_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("finished_on").desc(),
                "id",
                condition=models.Q(finished_on__isnull=False),
                name="case_finished",
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["transition", "case"], name="act_way"),
        ),
    ]
