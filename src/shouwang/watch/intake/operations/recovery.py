"""Putting batches right that nobody works on any more."""

from datetime import datetime

from shouwang.kernel import scope
from shouwang.kernel.work import SILENT, is_abandoned, job_of, take_up
from shouwang.watch.intake import keeping
from shouwang.watch.intake.models import ImportBatch, State
from shouwang.watch.intake.operations import held
from shouwang.watch.intake.operations.requests import CHECK_BATCH, MERGE_BATCH

CHECK_CUT = "检查被中断（程序停止运行），台账没有任何改动。请重新上传这个文件。"
MERGE_CUT = "合并被中断（程序停止运行），台账没有任何改动。可以再次合并。"
_CHECKING = (State.QUEUED, State.CHECKING)
_MERGING = (State.ASKED, State.MERGING)


def recover_batches(*, at: datetime) -> int:
    """Hand batches of a worker that died to the next one, or mark them; returns how many.

    Called at the start of the server and every minute. Before its commit a merge has changed
    nothing, after it the batch is `merged`: whatever else is found here was not in the registry.
    """
    recovered = 0
    with scope.entered(scope.Scope.everywhere()):
        for batch in ImportBatch.objects.filter(state__in=[*_CHECKING, *_MERGING]).order_by("id"):
            if not held.is_held(batch.pk):
                recovered += _recover(batch, at)
    return recovered


def _recover(batch: ImportBatch, at: datetime) -> int:
    task = CHECK_BATCH if batch.state in _CHECKING else MERGE_BATCH
    job = job_of(task, number=batch.pk)
    if job is None:
        # a command line that has just handed over begins its check in a moment
        fresh = batch.state == State.QUEUED and batch.at > at - SILENT
        return 0 if fresh else _mark(batch)
    if not is_abandoned(job, at, begun=batch.state in {State.CHECKING, State.MERGING}):
        return 0
    take_up(job, at)
    return 1


def _mark(batch: ImportBatch) -> int:
    checking = batch.state in _CHECKING
    keeping.discard_opened(batch)
    return ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        state=State.FAILED if checking else State.CHECKED,
        refusal=CHECK_CUT if checking else MERGE_CUT,
        step="",
        percent=0 if checking else 100,
    )
