"""Background jobs: a check that was asked for, and the nightly one."""

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shouwang.watch.linkage import operations
from shouwang.watch.linkage.operations.finding import check_place

_RETRY = RetryStrategy(
    max_attempts=3, exponential_wait=3, retry_exceptions={OperationalError, InterfaceError}
)


@app.task(name=operations.CHECK, queue=operations.QUEUE, retry=_RETRY)
def check(region_code: str, recorded_since: str = "") -> None:
    """Look for doubles in a place, of everyone or of the records since an instant."""
    check_place(region_code, recorded_since)


@app.periodic(cron="40 17 * * *")  # 01:40 in China: procrastinate counts in UTC
@app.task(name="linkage.check_all", queue=operations.QUEUE, lock="linkage.check_all")
def check_all(timestamp: int) -> None:
    """Look for doubles in every county."""
    operations.check_all()
