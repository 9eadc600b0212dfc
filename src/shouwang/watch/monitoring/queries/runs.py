"""Which runs there are, which one speaks for a place, and the day to screen on."""

from datetime import date

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Left, RPad

from shouwang.kernel.regioncode import DIGITS, LENGTH, RegionCode, bounds, enclosing
from shouwang.kernel.work import UNDER_WAY
from shouwang.watch.monitoring import rules
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.registry.models import Income


def place_runs(place: RegionCode) -> QuerySet[ScreeningRun]:
    """Runs that speak for the whole place, newest first; single households' are not among them."""
    return (
        ScreeningRun.objects.filter(region_code__in=enclosing(place))
        .exclude(trigger=ScreeningRun.Trigger.FACT)
        .order_by("-id")
    )


def latest_run(place: RegionCode) -> ScreeningRun | None:
    """The newest finished run that covers the place."""
    return place_runs(place).filter(state=ScreeningRun.State.DONE).first()


def screened_on() -> Subquery:
    """To annotate households: the day of the newest finished run that covers their village."""
    village = OuterRef("region_code")
    prefixes = [Left(village, digits) if digits else Value("") for digits in DIGITS.values()]
    around = [RPad(prefix, LENGTH, Value("0")) for prefix in prefixes]
    covering = (
        ScreeningRun.objects.filter(region_code__in=around, state=ScreeningRun.State.DONE)
        .exclude(trigger=ScreeningRun.Trigger.FACT)
        .order_by("-id")
    )
    return Subquery(covering.values("as_of")[:1])


def latest_day(place: RegionCode) -> date | None:
    """The latest day on which any place that shares a village with this one was screened."""
    low, high = bounds(place.prefix)
    done = ScreeningRun.objects.filter(state=ScreeningRun.State.DONE).exclude(
        trigger=ScreeningRun.Trigger.FACT
    )
    overlapping = done.filter(region_code__in=enclosing(place)) | done.filter(
        region_code__range=(low, high)
    )
    return overlapping.aggregate(day=Max("as_of"))["day"]


def under_way(place: RegionCode) -> ScreeningRun | None:
    """The run of the place that is queued or running now."""
    return place_runs(place).filter(state__in=UNDER_WAY).first()


def runs(place: RegionCode, size: int = 20) -> list[ScreeningRun]:
    """The last runs of the place, with who asked for them; one statement."""
    return list(place_runs(place).select_related("requested_by")[:size])


def run(number: int) -> ScreeningRun | None:
    """One run, for its progress; None when there is none or the scope hides it."""
    return ScreeningRun.objects.select_related("requested_by").filter(pk=number).first()


def facts_date(region_code: str, today: date) -> date:
    """The day on which to screen a place now; see `rules.facts_date`."""
    prefix = RegionCode(region_code).prefix
    newest = (
        Income.objects.filter(region_code__range=bounds(prefix), month__lte=today)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    return rules.facts_date(newest, today)


def counties() -> list[RegionCode]:
    """The counties that have households, found by leaps through the index on the place."""
    found: list[RegionCode] = []
    with connection.cursor() as cursor:
        beyond = ""
        while True:
            cursor.execute(
                "SELECT region_code FROM registry_household WHERE region_code > %s"
                " ORDER BY region_code LIMIT 1",
                [beyond],
            )
            row = cursor.fetchone()
            if row is None:
                return found
            found.append(RegionCode.of(row[0][:6]))
            beyond = row[0][:6].ljust(LENGTH, "9")
