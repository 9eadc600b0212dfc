"""Asking for screenings, and taking up again those that were cut short."""

from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shouwang.kernel import journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.errors import ScreeningBackwards, ScreeningInFuture
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.monitoring.operations import held

QUEUE = "screening"
SCREEN_PLACE = "monitoring.screen_place"
SILENT_SECONDS = 30  # a worker says every ten seconds that it lives
INTERRUPTED = "筛查被中断（程序停止运行），没有任何线索因此改变。请重新筛查。"

_UNDER_WAY = (ScreeningRun.State.QUEUED, ScreeningRun.State.RUNNING)
_REQUEST_LOCK = 7_201_002


@transaction.atomic
def request_screening(
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    region_code: str,
    as_of: date,
    trigger: str = ScreeningRun.Trigger.PERSON,
) -> ScreeningRun:
    """Queue a screening of a place; when one is under way already, that one is returned.

    Raises ScreeningBackwards for a day before the latest finished screening of a place that shares
    a village with this one, ScreeningInFuture for a day that has not come.
    """
    place = RegionCode(region_code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REQUEST_LOCK])
    under_way = _under_way().filter(region_code=place.code).first()
    if under_way is not None:
        return under_way
    _check_day(place, as_of, timezone.localdate(at))
    run = ScreeningRun.objects.create(
        region_code=place.code,
        as_of=as_of,
        trigger=trigger,
        requested_by_id=by.pk if by is not None else None,
        requested_at=at,
        step="等待开始",
    )
    journal.record(
        by=by,
        act="monitoring.request_screening",
        subject=run,
        region=place,
        evidence={"as_of": as_of.isoformat(), "trigger": trigger},
    )
    app.configure_task(
        SCREEN_PLACE, queue=QUEUE, lock=f"screening:{place.code}", allow_unknown=True
    ).defer(run_id=run.pk)
    return run


def _check_day(place: RegionCode, as_of: date, today: date) -> None:
    if as_of > today:
        raise ScreeningInFuture(as_of=as_of, today=today)
    latest = queries.latest_day(place)
    if latest is not None and as_of < latest:
        raise ScreeningBackwards(as_of=as_of, latest=latest)


def request_all(*, at: datetime) -> list[ScreeningRun]:
    """Queue the nightly screening of every county that has households.

    A county whose facts end before its latest screening is passed over: there is nothing new.
    """
    runs = []
    with scope.entered(scope.Scope.everywhere()):
        for place in queries.counties():
            try:
                runs.append(
                    request_screening(
                        by=None,
                        at=at,
                        region_code=place.code,
                        as_of=queries.facts_date(place.code, timezone.localdate(at)),
                        trigger=ScreeningRun.Trigger.SCHEDULE,
                    )
                )
            except ScreeningBackwards:
                continue
    return runs


def recover_runs(*, at: datetime) -> int:
    """Put runs right that nobody works on any more; returns how many.

    A run whose worker died is handed to the next worker; a run that has no job left is marked as
    failed with a sentence that says so. Called at the start of the server and every minute.
    """
    recovered = 0
    with scope.entered(scope.Scope.everywhere()):
        for run in _under_way().order_by("id"):
            if not held.is_held(run.pk):
                recovered += _recover(run, at)
    return recovered


def _recover(run: ScreeningRun, at: datetime) -> int:
    job = (
        ProcrastinateJob.objects.filter(
            task_name=SCREEN_PLACE, args__run_id=run.pk, status__in=["todo", "doing"]
        )
        .select_related("worker")
        .first()
    )
    if job is None:
        ScreeningRun.objects.filter(pk=run.pk, state__in=_UNDER_WAY).update(
            state=ScreeningRun.State.FAILED, refusal=INTERRUPTED, finished_at=at
        )
        return 1
    if job.status == "todo" or not _abandoned(run, job, at):
        return 0
    app.job_manager.retry_job_by_id(job.id, retry_at=at)
    return 1


def _abandoned(run: ScreeningRun, job: ProcrastinateJob, at: datetime) -> bool:
    """Whether the job's worker is gone: it had begun and holds nothing, or has long been silent."""
    if run.state == ScreeningRun.State.RUNNING or job.worker is None:
        return True
    return bool(job.worker.last_heartbeat < at - timedelta(seconds=SILENT_SECONDS))


def _under_way() -> QuerySet[ScreeningRun]:
    return ScreeningRun.objects.filter(~Q(trigger=ScreeningRun.Trigger.FACT), state__in=_UNDER_WAY)
