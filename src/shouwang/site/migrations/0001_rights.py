"""Rights on the tables of the libraries that keep something in the database."""

from django.db import migrations

from shouwang.kernel.scope import rights
from shouwang.kernel.scope.declare import Grants

# app and table, of those whose models Django does not manage itself
TABLES = (
    ("pghistory", "pghistory_context"),
    ("procrastinate", "procrastinate_jobs"),
    ("procrastinate", "procrastinate_events"),
    ("procrastinate", "procrastinate_periodic_defers"),
    ("procrastinate", "procrastinate_workers"),
)


def grant_tables(apps, schema_editor):
    """As declared; the queue's keys come from sequences, which need a right of their own."""
    for app_label, table in TABLES:
        for statement in rights.statements(app_label, table):
            schema_editor.execute(statement)
    schema_editor.execute(
        """
        DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT sequencename FROM pg_sequences
                      WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate%' LOOP
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO shouwang_watch', name);
          END LOOP;
        END $$
        """,
        params=None,
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0001_scope"),
        ("auth", "__latest__"),
        ("contenttypes", "__latest__"),
        ("sessions", "__latest__"),
        ("account", "__latest__"),
        ("mfa", "__latest__"),
        ("pghistory", "__latest__"),
        ("procrastinate", "__latest__"),
    ]
    operations = [
        Grants("auth"),
        Grants("contenttypes"),
        Grants("sessions"),
        Grants("account"),
        Grants("mfa"),
        migrations.RunPython(grant_tables, migrations.RunPython.noop),
    ]
