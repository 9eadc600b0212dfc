"""Background jobs: one act over many cases, and putting interrupted batches right."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.work import RETRY
from shouwang.watch.casework import operations


@app.task(name=operations.DO_MANY, queue=operations.QUEUE, retry=RETRY)
def do_many(number: int) -> None:
    """Go on with a batch that was asked for."""
    operations.do_many(number)


@app.periodic(cron="* * * * *")
@app.task(name="casework.recover_batches", queue=operations.QUEUE, queueing_lock="casework_recover")
def recover_batches(timestamp: int) -> None:
    """Take up again what a worker that died was doing."""
    operations.recover_batches(at=timezone.now())
