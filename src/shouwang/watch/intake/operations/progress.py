"""A batch's progress, visible while its long transaction is still open."""

import concurrent.futures
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import connection

from shouwang.kernel import scope
from shouwang.watch.intake.models import ImportBatch

Say = Callable[[int, str], None]


class Progress:
    """Writes percent and step of a batch from a thread with a connection of its own.

    The thread commits each note at once, whatever the batch's own connection is in the middle of;
    `say` hears the same, for a terminal.
    """

    def __init__(self, batch: ImportBatch, say: Say | None = None) -> None:
        self._number, self._say = batch.pk, say
        self._scope = scope.Scope.everywhere()
        self._last = (-1, "")
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
        """Say what is being done now, and how far the whole is; waits until it is saved."""
        if (percent, step) == self._last:
            return
        self._last = (percent, step)
        self._thread.submit(self._write, percent, step).result()
        if self._say:
            self._say(percent, step)

    def _write(self, percent: int, step: str) -> None:
        with scope.entered(self._scope):
            ImportBatch.objects.filter(pk=self._number).update(percent=percent, step=step)


def _close() -> None:
    """Close the connection of the thread that calls; `connection` is another in each thread."""
    connection.close()
