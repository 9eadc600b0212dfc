"""Putting batches right that nobody works on any more."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shouwang.kernel import scope
from shouwang.watch.intake import keeping
from shouwang.watch.intake.models import ImportBatch, State
from shouwang.watch.intake.operations import held
from shouwang.watch.intake.operations.requests import CHECK_BATCH, MERGE_BATCH

SILENT_SECONDS = 30  # a worker says every ten seconds that it lives
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
    job = (
        ProcrastinateJob.objects.filter(
            task_name=task, args__number=batch.pk, status__in=["todo", "doing"]
        )
        .select_related("worker")
        .first()
    )
    if job is None:
        # a command line that has just handed over begins its check in a moment
        fresh = batch.state == State.QUEUED and batch.at > at - timedelta(seconds=SILENT_SECONDS)
        return 0 if fresh else _mark(batch)
    if job.status == "todo" or not _abandoned(batch, job, at):
        return 0
    app.job_manager.retry_job_by_id(job.id, retry_at=at)
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


def _abandoned(batch: ImportBatch, job: ProcrastinateJob, at: datetime) -> bool:
    """Whether the job's worker is gone: it had begun and holds nothing, or has long been silent."""
    if batch.state in {State.CHECKING, State.MERGING} or job.worker is None:
        return True
    return bool(job.worker.last_heartbeat < at - timedelta(seconds=SILENT_SECONDS))
