"""A check's progress, visible while its long transactions are still open; and who works on it."""

import concurrent.futures
import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from django.db import connection

from shouwang.kernel import scope
from shouwang.watch.quality.models import QualityRun

_CLASS = 7203  # the first half of our advisory locks; the second is the check's number


class Progress:
    """Writes percent and step of a check from a thread with a connection of its own.

    The thread commits each note at once, whatever the check's own connection is in the middle of.
    """

    def __init__(self, run: QualityRun, as_scope: scope.Scope) -> None:
        self._number, self._scope = run.pk, as_scope
        self._thread = concurrent.futures.ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.submit(_close).result()
        self._thread.shutdown()

    def note(self, percent: int, step: str) -> None:
        """Say what is being done now, and how far the whole check is; waits until it is saved."""
        self._thread.submit(self._write, percent, step).result()

    def _write(self, percent: int, step: str) -> None:
        with scope.entered(self._scope):
            QualityRun.objects.filter(pk=self._number).update(percent=percent, step=step)


def _close() -> None:
    """Close the connection of the thread that calls; `connection` is another in each thread."""
    connection.close()


@contextlib.contextmanager
def held(number: int) -> Iterator[bool]:
    """Hold a check while working on it; yields False when another process holds it."""
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
    """Whether some process works on the check."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_CLASS, number],
        )
        return bool(cursor.fetchone()[0])
