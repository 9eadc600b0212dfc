"""A batch's progress, visible while its long transaction is still open."""

from shouwang.kernel import scope, work
from shouwang.watch.intake.models import ImportBatch

Say = work.Say


class Progress(work.Progress):
    """Notes of a batch; `say` hears the same, for a terminal."""

    def __init__(self, batch: ImportBatch, say: Say | None = None) -> None:
        super().__init__(batch, scope.Scope.everywhere(), say)
