"""Who works on what: a lock of the database session, which ends with the process that holds it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock on each piece of work of one kind, by its number.

    `kind` is the first half of PostgreSQL's advisory locks: no two kinds of work share one.
    """

    kind: int

    @contextlib.contextmanager
    def held(self, number: int) -> Iterator[bool]:
        """Hold it while working; yields False when another process holds it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [self.kind, number])
            (taken,) = cursor.fetchone()
        try:
            yield taken
        finally:
            if taken and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [self.kind, number])

    def is_held(self, number: int) -> bool:
        """Whether some process holds it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND classid = %s AND objid = %s AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [self.kind, number],
            )
            return bool(cursor.fetchone()[0])
