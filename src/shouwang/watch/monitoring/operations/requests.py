"""Asking for screenings, and taking up again those that were cut short."""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import Lock, Runs, Words
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.errors import ScreeningBackwards, ScreeningInFuture
from shouwang.watch.monitoring.models import ScreeningRun

QUEUE = "screening"
SCREEN_PLACE = "monitoring.screen_place"
SCREENINGS = Runs(
    ScreeningRun,
    name="screening",
    lock=Lock(7201),
    task=SCREEN_PLACE,
    queue=QUEUE,
    request="monitoring.request_screening",
    words=Words(
        cut_off="筛查被中断（程序停止运行），没有任何线索因此改变。请重新筛查。",
        disk_full="磁盘已满，筛查没有完成，任何线索都没有改变。请腾出空间后重新筛查。",
        broken="筛查程序出错（{error}），任何线索都没有改变。请把这句话报给管理员。",
    ),
)


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
    return SCREENINGS.ask(
        by=by,
        at=at,
        place=place,
        as_of=as_of,
        trigger=trigger,
        admit=lambda: _check_day(place, as_of, timezone.localdate(at)),
    )


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
    """Put runs right that nobody works on any more (`Runs.recover`); returns how many."""
    return SCREENINGS.recover(at=at)
