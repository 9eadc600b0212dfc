"""The journal: entries, heads, chain, row security and rights."""

from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, RowSecurity, SqlFile


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope")]
    operations = [
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("county", models.TextField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
                ("hash", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("actor_name", models.TextField()),
                ("act", models.TextField()),
                ("subject_type", models.TextField()),
                ("subject_id", models.TextField()),
                ("region_code", models.TextField()),
                ("reason", models.TextField()),
                ("evidence", models.JSONField()),
                ("previous", models.TextField()),
                ("hash", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "-at"], name="journal_place"),
                    models.Index(fields=["subject_type", "subject_id"], name="journal_subject"),
                    models.Index(fields=["actor", "-at"], name="journal_actor"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "seq"), name="journal_one_chain"),
                    models.CheckConstraint(
                        condition=models.Q(("region_code__regex", "^[0-9]{12}$")),
                        name="journal_region_is_code",
                    ),
                ],
            },
        ),
        SqlFile(__file__, "journal"),
        RowSecurity("JournalEntry", commands=("SELECT",)),
        Grants("kernel"),
    ]
