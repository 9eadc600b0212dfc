"""What departments owe, what came, and how timely it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.watch.intake import deadlines
from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.models import ImportBatch, LateList, State

_NO_HANDOVER = (State.REJECTED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Came:
    """That a file came for a month, from whom and when: all that a colleague is told of it."""

    at: datetime
    sender: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A list of a month: what is due when, what came, and how it stands.

    `batch` is the latest file that the reader may see, `sender` who handed the latest over.
    """

    layout: Layout
    period: date
    due_on: date
    standing: deadlines.Standing
    days: int
    batch: ImportBatch | None
    came_at: datetime | None
    sender: str
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
    """How every list of the month stands on the day. Four statements at most."""
    return timeliness(county, lists, [period], on)[period]


def timeliness(
    county: RegionCode, lists: Sequence[Layout], periods: Sequence[date], on: date
) -> dict[date, list[Owed]]:
    """How every list of several months stands. Four statements at most.

    Whoever sees no files of others (an officer) is told that a colleague's came, and when.
    """
    names = [one.name for one in lists]
    batches = (
        _of_months(periods)
        .filter(layout__in=names, region_code__startswith=county.county)
        .exclude(state__in=_NO_HANDOVER)
        .select_related("by")
        .order_by("at")
    )
    seen = {(batch.layout, month_of(batch)): batch for batch in batches}
    came = _came(county, names)
    shown = {files[-1].sender for (_name, month), files in came.items() if month in periods}
    senders = dict(Account.objects.filter(pk__in=shown).values_list("pk", "display_name"))
    late = {
        (row.list, row.period): row
        for row in LateList.objects.filter(
            region_code=county.code, list__in=names, period__in=periods
        )
    }
    return {
        period: [
            _stands(
                one,
                period,
                came.get((one.name, period), []),
                seen.get((one.name, period)),
                late.get((one.name, period)),
                senders,
                on,
            )
            for one in lists
        ]
        for period in periods
    }


_HANDOVERS = """
SELECT list, period, as_of, at, sender FROM public.intake_handovers(%s, %s) ORDER BY at
"""


def _came(county: RegionCode, names: Sequence[str]) -> dict[tuple[str, date], list[Came]]:
    """What came for each list and month, the first first, whoever sent it."""
    came: dict[tuple[str, date], list[Came]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HANDOVERS, [county.county, list(names)])
        for name, period, as_of, at, sender in cursor.fetchall():
            month = period or deadlines.reported_month(as_of)
            came.setdefault((name, month), []).append(Came(at, sender))
    return came


def _stands(
    layout: Layout,
    period: date,
    files: Sequence[Came],
    batch: ImportBatch | None,
    late: LateList | None,
    senders: Mapping[int, str],
    on: date,
) -> Owed:
    due_on = deadlines.due_lists()[layout.name].on(period)
    first = files[0].at if files else late.settled_at if late else None
    came_on = timezone.localdate(first) if first else None
    stands, days = deadlines.standing(due_on, came_on, on)
    last = files[-1] if files else None
    return Owed(
        layout=layout,
        period=period,
        due_on=due_on,
        standing=stands,
        days=days,
        batch=batch,
        came_at=last.at if last else None,
        sender=senders.get(last.sender, "") if last else "",
        files=len(files),
        marked=late is not None,
    )


def month_of(batch: ImportBatch) -> date:
    """The month that a file reports: as its sender said, else the last whole one on its day."""
    return batch.period or deadlines.reported_month(batch.as_of)


def files_of(county: RegionCode, name: str) -> QuerySet[ImportBatch]:
    """Every file of a list that the reader may see, the latest first."""
    rows = ImportBatch.objects.filter(layout=name, region_code__startswith=county.county)
    return rows.select_related("by").order_by("-id")


def late_now(county: RegionCode, lists: Iterable[Layout]) -> int:
    """How many marked lists have not come yet, from whomever. Two statements."""
    names = [one.name for one in lists]
    marked = LateList.objects.filter(region_code=county.code, list__in=names, settled_at=None)
    waiting = set(marked.values_list("list", "period"))
    return len(waiting - set(_came(county, names))) if waiting else 0


def _of_months(periods: Sequence[date]) -> QuerySet[ImportBatch]:
    within = Q(period__in=list(periods))
    for first in periods:
        ends_on, next_ends_on = map(deadlines.last_day, (first, deadlines.next_month(first)))
        within |= Q(period=None, as_of__gte=ends_on, as_of__lt=next_ends_on)
    return ImportBatch.objects.filter(within)
