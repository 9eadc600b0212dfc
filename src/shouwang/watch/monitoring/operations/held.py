"""Who works on a run or a preview: a lock of the session, which ends with its process."""

import contextlib
from collections.abc import Iterator

from django.db import connection

# the first half of our advisory locks; the second is the number of the run or preview
RUN, PREVIEW = 7201, 7202


@contextlib.contextmanager
def held(number: int, kind: int = RUN) -> Iterator[bool]:
    """Hold one while working on it; yields False when another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number])
        (taken,) = cursor.fetchone()
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, number])


def is_held(number: int, kind: int = RUN) -> bool:
    """Whether some process works on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [kind, number],
        )
        return bool(cursor.fetchone()[0])
