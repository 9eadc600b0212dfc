"""Asking for checks, and taking up again those that were cut short."""

from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shouwang.kernel import journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.quality import queries
from shouwang.watch.quality.models import QualityRun
from shouwang.watch.quality.operations.progress import is_held

QUEUE = "screening"
CHECK_PLACE = "quality.check_place"
SILENT_SECONDS = 30  # a worker says every ten seconds that it lives
INTERRUPTED = "核查被中断（程序停止运行），没有任何疑点因此改变。请重新核查。"

_UNDER_WAY = (QualityRun.Progress.QUEUED, QualityRun.Progress.RUNNING)
_REQUEST_LOCK = 7_203_002


@transaction.atomic
def request_check(
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    region_code: str,
    as_of: date,
    trigger: str = QualityRun.Trigger.PERSON,
) -> QualityRun:
    """Queue a check of a place; when one is under way already, that one is returned."""
    place = RegionCode(region_code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REQUEST_LOCK])
    there = _under_way().filter(region_code=place.code).first()
    if there is not None:
        return there
    run = QualityRun.objects.create(
        region_code=place.code,
        as_of=as_of,
        trigger=trigger,
        requested_by_id=by.pk if by is not None else None,
        requested_at=at,
        step="等待开始",
    )
    journal.record(
        by=by,
        act="quality.request_check",
        subject=run,
        region=place,
        evidence={"as_of": as_of.isoformat(), "trigger": trigger},
    )
    app.configure_task(
        CHECK_PLACE, queue=QUEUE, lock=f"quality:{place.code}", allow_unknown=True
    ).defer(run_id=run.pk)
    return run


def request_all(*, at: datetime) -> list[QualityRun]:
    """Queue the nightly check of every county that has households."""
    with scope.entered(scope.Scope.everywhere()):
        return [
            request_check(
                by=None,
                at=at,
                region_code=place.code,
                as_of=queries.check_day(place.code, timezone.localdate(at)),
                trigger=QualityRun.Trigger.SCHEDULE,
            )
            for place in queries.counties()
        ]


def recover_checks(*, at: datetime) -> int:
    """Put checks right that nobody works on any more; returns how many.

    A check whose worker died goes to the next worker; one that has no job left is marked as failed
    with a sentence that says so.
    """
    recovered = 0
    with scope.entered(scope.Scope.everywhere()):
        for run in _under_way().order_by("id"):
            if not is_held(run.pk):
                recovered += _recover(run, at)
    return recovered


def _recover(run: QualityRun, at: datetime) -> int:
    job = (
        ProcrastinateJob.objects.filter(
            task_name=CHECK_PLACE, args__run_id=run.pk, status__in=["todo", "doing"]
        )
        .select_related("worker")
        .first()
    )
    if job is None:
        QualityRun.objects.filter(pk=run.pk, state__in=_UNDER_WAY).update(
            state=QualityRun.Progress.FAILED, refusal=INTERRUPTED, finished_at=at
        )
        return 1
    silent = job.worker is None or job.worker.last_heartbeat < at - timedelta(
        seconds=SILENT_SECONDS
    )
    if job.status == "todo" or not (run.state == QualityRun.Progress.RUNNING or silent):
        return 0
    app.job_manager.retry_job_by_id(job.id, retry_at=at)
    return 1


def _under_way() -> QuerySet[QualityRun]:
    return QualityRun.objects.filter(~Q(trigger=QualityRun.Trigger.EDIT), state__in=_UNDER_WAY)
