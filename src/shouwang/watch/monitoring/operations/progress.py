"""The progress of a run or preview, visible while its long transactions are still open."""

import concurrent.futures
from types import TracebackType
from typing import Self

from django.db import connection

from shouwang.kernel import scope
from shouwang.watch.monitoring.models import PolicyPreview, ScreeningRun


class Progress:
    """Writes percent and step from a thread with a connection of its own.

    The thread commits each note at once, whatever the work's own connection is in the middle of.
    """

    def __init__(self, work: ScreeningRun | PolicyPreview, as_scope: scope.Scope) -> None:
        self._kind, self._number, self._scope = type(work), work.pk, as_scope
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
        """Say what is being done now, and how far the whole run is; waits until it is saved."""
        self._thread.submit(self._write, percent, step).result()

    def _write(self, percent: int, step: str) -> None:
        with scope.entered(self._scope):
            self._kind._default_manager.filter(pk=self._number).update(percent=percent, step=step)


def _close() -> None:
    """Close the connection of the thread that calls; `connection` is another in each thread."""
    connection.close()
