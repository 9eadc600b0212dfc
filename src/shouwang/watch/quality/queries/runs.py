"""Which checks there were, which one speaks for a place, and the day to check on."""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from shouwang.kernel.regioncode import RegionCode, bounds, enclosing
from shouwang.kernel.work import UNDER_WAY
from shouwang.watch.quality import rules
from shouwang.watch.quality.models import QualityRun
from shouwang.watch.registry.models import Income


def place_runs(place: RegionCode) -> QuerySet[QualityRun]:
    """Checks that speak for the whole place, newest first; not those of single households."""
    return (
        QualityRun.objects.filter(region_code__in=enclosing(place))
        .exclude(trigger=QualityRun.Trigger.EDIT)
        .order_by("-id")
    )


def latest_run(place: RegionCode) -> QualityRun | None:
    """The newest finished check that covers the place."""
    return place_runs(place).filter(state=QualityRun.State.DONE).first()


def latest_run_inside(place: RegionCode) -> QualityRun | None:
    """The newest finished check of a part of the place."""
    done = QualityRun.objects.filter(
        region_code__range=bounds(place.prefix), state=QualityRun.State.DONE
    )
    return done.exclude(trigger=QualityRun.Trigger.EDIT).order_by("-id").first()


def is_checked(place: RegionCode) -> bool:
    """Whether some check looked at the place, or at a part of it."""
    return latest_run(place) is not None or latest_run_inside(place) is not None


def day_of(place: RegionCode, today: date) -> date | None:
    """The day on which to look at one household of a place; None where nobody has checked yet."""
    run = latest_run(place)
    return rules.current_day(run.as_of, today) if run else None


def under_way(place: RegionCode) -> QualityRun | None:
    """The check of the place that is queued or running now."""
    return place_runs(place).filter(state__in=UNDER_WAY).first()


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
