"""Background jobs: screening a place, the nightly round, putting interrupted runs right."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shouwang.watch.monitoring import operations

# The database went away under the job: tried again up to five times, each later than the last.
_RETRY = RetryStrategy(
    max_attempts=5,
    exponential_wait=3,
    retry_exceptions=operations.INTERRUPTIONS,
)


@app.task(name=operations.SCREEN_PLACE, queue=operations.QUEUE, retry=_RETRY)
def screen_place(run_id: int) -> None:
    """Screen the place of a run that was asked for."""
    operations.screen_place(run_id)


@app.periodic(cron="10 18 * * *")  # 02:10 in China: procrastinate counts in UTC
@app.task(name="monitoring.screen_all", queue=operations.QUEUE)
def screen_all(timestamp: int) -> None:
    """Ask for a screening of every county that has households."""
    operations.request_all(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.recover_runs", queue=operations.QUEUE, queueing_lock="recover_runs")
def recover_runs(timestamp: int) -> None:
    """Take up again what a worker that died was doing."""
    operations.recover_runs(at=timezone.now())
