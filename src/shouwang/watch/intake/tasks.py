"""Background jobs: checking and merging batches, putting right those that were cut off."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.work import RETRY
from shouwang.watch.intake import operations
from shouwang.watch.intake.operations import departments


@app.task(name=operations.CHECK_BATCH, queue=operations.QUEUE, retry=RETRY)
def check_batch(number: int) -> None:
    """Check a batch that was handed over."""
    operations.check_batch(number)


@app.task(name=operations.MERGE_BATCH, queue=operations.QUEUE, retry=RETRY)
def merge_batch(number: int) -> None:
    """Merge a batch that somebody decided to merge."""
    operations.merge_batch(number)


@app.periodic(cron="* * * * *")
@app.task(name="intake.recover_batches", queue=operations.QUEUE, queueing_lock="recover_batches")
def recover_batches(timestamp: int) -> None:
    """Take up again what a worker that died was doing."""
    operations.recover_batches(at=timezone.now())


@app.periodic(cron="40 17 * * *")  # 01:40 in China: procrastinate counts in UTC
@app.task(name="intake.mark_late_lists", queue=operations.QUEUE)
def mark_late_lists(timestamp: int) -> None:
    """Mark the departments' lists that are overdue, settle those that came."""
    departments.mark_all_late(at=timezone.now())
