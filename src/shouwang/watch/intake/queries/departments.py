"""What departments owe, what came, and how timely it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.intake import deadlines
from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.models import ImportBatch, LateList, State

_NO_HANDOVER = (State.REJECTED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Owed:
    """A list of a month: what is due when, what came, and how it stands."""

    layout: Layout
    period: date
    due_on: date
    standing: deadlines.Standing
    days: int
    batch: ImportBatch | None
    files: int  # how many files came for the month
    marked: bool  # the nightly check has marked it late


def handed_over(county: RegionCode, name: str, period: date) -> QuerySet[ImportBatch]:
    """The files of a list for a month; those rejected or failed do not count."""
    return (
        _of_months([period])
        .filter(layout=name, region_code__startswith=county.county)
        .exclude(state__in=_NO_HANDOVER)
    )


def owed(county: RegionCode, lists: Sequence[Layout], period: date, on: date) -> list[Owed]:
    """How every list of the month stands on the day. Two statements."""
    return timeliness(county, lists, [period], on)[period]


def timeliness(
    county: RegionCode, lists: Sequence[Layout], periods: Sequence[date], on: date
) -> dict[date, list[Owed]]:
    """How every list of several months stands. Two statements.

    Whoever sees no files of others (an officer) is told by the mark whether a colleague's came.
    """
    names = [one.name for one in lists]
    batches = (
        _of_months(periods)
        .filter(layout__in=names, region_code__startswith=county.county)
        .exclude(state__in=_NO_HANDOVER)
        .select_related("by")
        .order_by("at")
    )
    came: dict[tuple[str, date], list[ImportBatch]] = {}
    for batch in batches:
        came.setdefault((batch.layout, month_of(batch)), []).append(batch)
    late = {
        (row.list, row.period): row
        for row in LateList.objects.filter(
            region_code=county.code, list__in=names, period__in=periods
        )
    }
    return {
        period: [
            _stands(one, period, came.get((one.name, period), []), late.get((one.name, period)), on)
            for one in lists
        ]
        for period in periods
    }


def _stands(
    layout: Layout, period: date, batches: Sequence[ImportBatch], late: LateList | None, on: date
) -> Owed:
    due_on = deadlines.due_lists()[layout.name].on(period)
    first = batches[0].at if batches else late.settled_at if late else None
    came_on = timezone.localdate(first) if first else None
    stands, days = deadlines.standing(due_on, came_on, on)
    shown = batches[-1] if batches else None
    return Owed(layout, period, due_on, stands, days, shown, len(batches), late is not None)


def month_of(batch: ImportBatch) -> date:
    """The month that a file reports: as its sender said, else the last whole one on its day."""
    return batch.period or deadlines.reported_month(batch.as_of)


def files_of(county: RegionCode, name: str) -> QuerySet[ImportBatch]:
    """Every file of a list that the reader may see, the latest first."""
    rows = ImportBatch.objects.filter(layout=name, region_code__startswith=county.county)
    return rows.select_related("by").order_by("-id")


def late_now(county: RegionCode, lists: Iterable[Layout]) -> int:
    """How many marked lists have not come yet."""
    names = [one.name for one in lists]
    return LateList.objects.filter(region_code=county.code, list__in=names, settled_at=None).count()


def _of_months(periods: Sequence[date]) -> QuerySet[ImportBatch]:
    within = Q(period__in=list(periods))
    for first in periods:
        ends_on, next_ends_on = map(deadlines.last_day, (first, deadlines.next_month(first)))
        within |= Q(period=None, as_of__gte=ends_on, as_of__lt=next_ends_on)
    return ImportBatch.objects.filter(within)
