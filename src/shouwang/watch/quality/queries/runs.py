"""Which checks there were, which one speaks for a place, and the day to check on."""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.watch.quality import rules
from shouwang.watch.quality.models import QualityRun
from shouwang.watch.registry.models import Income

_LEVELS = (0, 2, 4, 6, 9, 12)


def enclosing(place: RegionCode) -> list[str]:
    """The codes of the place and of everything that it lies in."""
    return [RegionCode.of(place.prefix[:n]).code for n in _LEVELS if n <= len(place.prefix)]


def bounds(prefix: str) -> tuple[str, str]:
    """The lowest and the highest twelve-digit code under a prefix."""
    return prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9")


def place_runs(place: RegionCode) -> QuerySet[QualityRun]:
    """Checks that speak for the whole place, newest first; not those of single households."""
    return (
        QualityRun.objects.filter(region_code__in=enclosing(place))
        .exclude(trigger=QualityRun.Trigger.EDIT)
        .order_by("-id")
    )


def latest_run(place: RegionCode) -> QualityRun | None:
    """The newest finished check that covers the place."""
    return place_runs(place).filter(state=QualityRun.Progress.DONE).first()


def under_way(place: RegionCode) -> QualityRun | None:
    """The check of the place that is queued or running now."""
    states = [QualityRun.Progress.QUEUED, QualityRun.Progress.RUNNING]
    return place_runs(place).filter(state__in=states).first()


def runs(place: RegionCode, size: int = 30) -> list[QualityRun]:
    """The last checks of the place, with who asked for them; one statement."""
    return list(place_runs(place).select_related("requested_by")[:size])


def run(number: int) -> QualityRun | None:
    """One check, for its progress; None when there is none or the scope hides it."""
    return QualityRun.objects.select_related("requested_by").filter(pk=number).first()


def check_day(region_code: str, today: date) -> date:
    """The day on which to check a place now; see `rules.check_day`."""
    prefix = RegionCode(region_code).prefix
    newest = (
        Income.objects.filter(region_code__range=bounds(prefix), month__lte=today)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    return rules.check_day(newest, today)


def counties() -> list[RegionCode]:
    """Every county that has households, in sight of the scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT left(region_code, 6) FROM registry_household ORDER BY 1")
        return [RegionCode.of(prefix) for (prefix,) in cursor.fetchall()]
