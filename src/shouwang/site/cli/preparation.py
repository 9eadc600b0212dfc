"""Bringing a database from empty to ready, step by step; each step can be cut off and repeated."""


def migrate() -> None:
    """Apply the migrations that are missing, each in a transaction of its own."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
