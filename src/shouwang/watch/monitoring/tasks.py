"""Background jobs: screening a place, the nightly round, putting interrupted runs right."""

from collections.abc import Callable

from django.http import QueryDict
from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel import excel
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import RETRY
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.models import Export
from shouwang.watch.monitoring.operations import exporting, previews
from shouwang.watch.monitoring.sheets import List, Sheet


@app.task(name=operations.SCREEN_PLACE, queue=operations.QUEUE, retry=RETRY)
def screen_place(run_id: int) -> None:
    """Screen the place of a run that was asked for."""
    operations.screen_place(run_id)


@app.task(name=previews.PREVIEW_VALUE, queue=operations.QUEUE)
def preview_value(number: int, region_code: str) -> None:
    """Work out what a candidate value of a parameter would change."""
    previews.preview_place(number, region_code)


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
    previews.recover_previews(at=timezone.now())
    exporting.recover_exports(at=timezone.now())


@app.task(name=operations.WRITE_EXPORT, queue=exporting.QUEUE)
def write_export(number: int) -> None:
    """Write a long list to the file that somebody asked for."""
    operations.write_export(number, _write)


def _write(asked: Export, counting: Callable[[exporting.Rows], exporting.Rows]) -> excel.Written:
    place, query = RegionCode(asked.region_code), QueryDict(asked.query)
    return Sheet(List(asked.list), place, query).write(asked.form, asked.by.display_name, counting)


@app.periodic(cron="15 * * * *")
@app.task(name="monitoring.discard_exports", queue=exporting.QUEUE)
def discard_exports(timestamp: int) -> None:
    """Files with personal data lie no longer than they must."""
    operations.discard_exports(at=timezone.now())
