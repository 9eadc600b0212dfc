"""Asking for checks, and taking up again those that were cut short."""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import Lock, Runs, Words
from shouwang.watch.quality import queries
from shouwang.watch.quality.models import QualityRun

QUEUE = "screening"
CHECK_PLACE = "quality.check_place"
CHECKS = Runs(
    QualityRun,
    name="quality",
    lock=Lock(7203),
    task=CHECK_PLACE,
    queue=QUEUE,
    request="quality.request_check",
    words=Words(
        cut_off="核查被中断（程序停止运行），没有任何疑点因此改变。请重新核查。",
        disk_full="磁盘已满，核查没有完成，任何疑点都没有改变。请腾出空间后重新核查。",
        broken="核查程序出错（{error}），任何疑点都没有改变。请把这句话报给管理员。",
    ),
)


def request_check(
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    region_code: str,
    as_of: date,
    trigger: str = QualityRun.Trigger.PERSON,
) -> QualityRun:
    """Queue a check of a place; when one is under way already, that one is returned."""
    return CHECKS.ask(by=by, at=at, place=RegionCode(region_code), as_of=as_of, trigger=trigger)


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
    """Put checks right that nobody works on any more (`Runs.recover`); returns how many."""
    return CHECKS.recover(at=at)
