"""Who works on a batch: a lock of the database session, which ends with the process holding it."""

import contextlib
from collections.abc import Iterator

from django.db import connection

_CLASS = 7301  # the first half of our advisory locks; the second is the batch's number


@contextlib.contextmanager
def held(number: int) -> Iterator[bool]:
    """Hold a batch while working on it; yields False when another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, number])
        (taken,) = cursor.fetchone()
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_CLASS, number])


def is_held(number: int) -> bool:
    """Whether some process works on the batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_CLASS, number],
        )
        return bool(cursor.fetchone()[0])
