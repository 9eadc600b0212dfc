"""Background jobs: checking a place, the nightly round, putting interrupted checks right."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.work import RETRY
from shouwang.watch.quality import operations


@app.task(name=operations.CHECK_PLACE, queue=operations.QUEUE, retry=RETRY)
def check_place(run_id: int) -> None:
    """Check the place of a run that was asked for."""
    operations.check_place(run_id)


@app.periodic(cron="40 18 * * *")  # 02:40 in China, after the screening
@app.task(name="quality.check_all", queue=operations.QUEUE)
def check_all(timestamp: int) -> None:
    """Ask for a check of every county that has households."""
    operations.request_all(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="quality.recover_checks", queue=operations.QUEUE, queueing_lock="recover_checks")
def recover_checks(timestamp: int) -> None:
    """Take up again what a worker that died was doing."""
    operations.recover_checks(at=timezone.now())
