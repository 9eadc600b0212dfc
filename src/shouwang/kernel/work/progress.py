"""How far work is, visible while its long transactions are still open."""

import concurrent.futures
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import connection
from django.db.models import Model

from shouwang.kernel import scope

Say = Callable[[int, str], None]


class Progress:
    """Writes what is known of a piece of work from a thread with a connection of its own.

    The thread commits at once, whatever the work's own connection is in the middle of. `say` hears
    every note too, for a terminal.
    """

    def __init__(self, work: Model, inside: scope.Scope, say: Say | None = None) -> None:
        self._rows = type(work)._default_manager.filter(pk=work.pk)
        self._scope, self._say = inside, say
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
        self.save(percent=percent, step=step)
        if self._say:
            self._say(percent, step)

    def save(self, **columns: object) -> None:
        """Write columns of the work's row; waits until they are saved."""
        self._thread.submit(self._write, columns).result()

    def _write(self, columns: dict[str, object]) -> None:
        with scope.entered(self._scope):
            self._rows.update(**columns)


def _close() -> None:
    """Close the connection of the thread that calls; `connection` is another in each thread."""
    connection.close()
