"""Which cases a list shows, in which order, with what each line needs; a fixed few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import F, Q, QuerySet

from shouwang.kernel.bulk import plan_for_walking
from shouwang.kernel.pages import LONG, MOST_COUNTED, Page
from shouwang.kernel.regioncode import RegionCode, bounds
from shouwang.procedures.models import Case
from shouwang.procedures.queries import Held
from shouwang.watch.registry.models import Household
from shouwang.watch.reports.models import Report
from shouwang.watch.reports.rules import spoken

PAGE_SIZE = 30
# Casework moves what is about a household. A case about anything else is moved by the room of that
# subject alone, which keeps rules that no declaration says.
MOVED_HERE = "household"
# What lists show: reports wait for the same people, and lead to their own page.
SHOWN = (MOVED_HERE, "report")


class Which(StrEnum):
    """Which cases are meant."""

    TO_DO = "todo"  # wait for one's duties today
    LATE = "late"  # are late, and wait for or are escalated to one's duties
    OPEN = "open"  # all that are under way
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is filtered by."""

    place: RegionCode
    which: Which = Which.TO_DO
    procedure: str = ""
    step: str = ""
    late: bool = False


def cases(wanted: Wanted, duties: Iterable[Held], on: date) -> QuerySet[Case]:
    """The cases, the nearest deadline first; finished ones, the latest first."""
    found = _narrowed(wanted, _of_kind(wanted.which, list(duties), on), on)
    if wanted.which is Which.FINISHED:
        return found.order_by("-finished_on", "id")
    return found.order_by("due_on", "id")


def page(wanted: Wanted, duties: Iterable[Held], on: date, number: int) -> Page[Case]:
    """One page of the list, by keys; five statements at most, and no text of a version is read.

    A long list is walked to in the order of an index: to sort a hundred thousand takes longer.
    """
    found = cases(wanted, duties, on)
    _count_by_walking()
    counted = found.order_by().values("pk")[: MOST_COUNTED + 1].count()
    total = min(counted, MOST_COUNTED)
    number = min(max(number, 1), max(1, -(-total // PAGE_SIZE)))
    if counted > LONG:
        plan_for_walking()
    start = (number - 1) * PAGE_SIZE
    keys = list(found.values_list("pk", flat=True)[start : start + PAGE_SIZE])
    rows = Case.objects.select_related("version").defer("version__text").in_bulk(keys)
    there = [rows[key] for key in keys if key in rows]
    return Page(there, number, PAGE_SIZE, total, counted > MOST_COUNTED)


def _count_by_walking() -> None:
    """A count that ends early reads no more of an index than it needs: a bitmap is made whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_bitmapscan', 'off', true)")


def mine(duties: Iterable[Held], on: date, column: str = "awaits") -> Q:
    """Cases that wait for (or, by `escalates`, are told to) a duty held in their place today."""
    places: dict[str, Q] = {}
    for duty in duties:
        if duty.period.contains(on):
            there = Q(region_code__range=bounds(duty.region.prefix))
            kind = str(duty.kind)
            places[kind] = places[kind] | there if kind in places else there
    asked = [Q(**{column: kind}) & there for kind, there in places.items()]
    return reduce(or_, asked) if asked else Q(pk__in=[])


def _of_kind(which: Which, duties: Sequence[Held], on: date) -> QuerySet[Case]:
    if which is Which.FINISHED:
        return Case.objects.filter(finished_on__isnull=False)
    under_way = Case.objects.filter(finished_on=None)
    if which is Which.OPEN:
        return under_way
    if which is Which.LATE:
        told = mine(duties, on) | mine(duties, on, "escalates")
        return under_way.filter(told, due_on__lt=on)
    return under_way.filter(mine(duties, on)).filter(Q(ripe_on=None) | Q(ripe_on__lte=on))


def _narrowed(wanted: Wanted, found: QuerySet[Case], on: date) -> QuerySet[Case]:
    found = found.filter(region_code__range=bounds(wanted.place.prefix))
    found = found.filter(subject_kind__in=SHOWN)
    if wanted.procedure:
        found = found.filter(procedure=wanted.procedure)
    if wanted.step:
        found = found.filter(step=wanted.step)
    if wanted.late and wanted.which is not Which.FINISHED:
        found = found.filter(due_on__lt=on)
    return found


@dataclass(frozen=True, slots=True)
class Home:
    """What a line says of the household that a case is about."""

    number: str
    head: str
    group: str


def homes(found: Iterable[Case]) -> Mapping[str, Home]:
    """The households of the cases by number; one statement, none when no case is about one."""
    numbers = {case.subject_id for case in found if case.subject_kind == "household"}
    if not numbers:
        return {}
    rows = Household.objects.filter(number__in=numbers)
    return {row[0]: Home(*row) for row in rows.values_list("number", "head_name", "group")}


def tellers(found: Iterable[Case]) -> Mapping[str, tuple[str, str]]:
    """Who reported, with the receipt as it is spoken, by the report of a case; one statement.

    Somebody who gave no name is "".
    """
    numbers = {case.subject_id for case in found if case.subject_kind == "report"}
    if not numbers:
        return {}
    rows = Report.objects.filter(pk__in=numbers).only("name", "receipt")
    return {str(one.pk): (str(one.name or ""), spoken(one.receipt)) for one in rows}


def of_household(number: str) -> list[Case]:
    """The cases about a household: the open ones, then the latest to end."""
    found = Case.objects.filter(subject_kind="household", subject_id=number)
    ordered = found.order_by(F("finished_on").desc(nulls_first=True), "-opened_on", "id")
    return list(ordered.select_related("version").defer("version__text"))
