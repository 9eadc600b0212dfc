"""The same number handed in twice at once has one effect: the second waits for the first."""

from uuid import UUID

from django.db import connection


def one_at_a_time(number: UUID) -> None:
    """Wait, to the end of the transaction, for whoever hands in the same number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"visits {number}"]
        )
