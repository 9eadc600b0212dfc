"""What shows that duties are kept: lists the system already has, counted by the places below."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Left

from shouwang.engine.errors import MissingParameter
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level, RegionCode, bounds
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.policies.queries import current_pack
from shouwang.procedures.models import Case
from shouwang.watch.accountability.models import Finding, Task
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.privacy.models import CorrectionRequest, RequestState
from shouwang.watch.quality.models import QualityTally, State

IDENTIFICATION = "monitored_identification"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a list there are in a place, and where in it most of them lie."""

    total: int
    worst: tuple[tuple[str, int], ...] = ()


MOST_NAMED = 3


def counted(name: str, place: RegionCode, on: date) -> Tally | None:
    """The list's count in a place; None for a list that is counted by its own page. One statement.

    Lists of clues need a parameter, and so the county's values.
    """
    counter = _COUNTERS.get(name)
    return None if counter is None else _tally(counter(place, on), place)


def _tally(rows: Mapping[str, int], place: RegionCode) -> Tally:
    worst = sorted(rows.items(), key=lambda one: (-one[1], one[0]))
    below = [one for one in worst if one[0] != place.code and one[1]]
    return Tally(sum(rows.values()), tuple(below[:MOST_NAMED]))


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """Open findings of a place by severity, and the late ones by the places directly below."""

    open: Mapping[int, int]
    late: Mapping[int, int]
    where: Tally


def open_findings(place: RegionCode, on: date) -> OpenFindings:
    """What is open and what is late; one statement."""
    rows = Finding.objects.filter(case__finished_on=None, region_code__range=bounds(place.prefix))
    grouped = (
        rows.order_by()
        .annotate(part=_part(place))
        .values_list("severity", "part")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(case__due_on__lt=on)))
    )
    found, late, where = Counter[int](), Counter[int](), Counter[str]()
    for severity, part, number, overdue in grouped:
        found[severity] += number
        late[severity] += overdue
        where[part.ljust(LENGTH, "0")] += overdue
    return OpenFindings(found, late, _tally(where, place))


def _digits(place: RegionCode) -> int:
    """So many digits tell the places directly below apart."""
    return DIGITS[Level(min(place.level + 1, Level.VILLAGE))]


def _part(place: RegionCode) -> Left:
    return Left("region_code", _digits(place), output_field=CharField())


def _by_place(rows: QuerySet[Any], place: RegionCode) -> dict[str, int]:
    """Counts by the places directly below."""
    return _grouped(rows, place, Count("pk"))


def _grouped(rows: QuerySet[Any], place: RegionCode, number: Count | Sum) -> dict[str, int]:
    """Counted by village, as the rows say, and added up: cheaper than to cut every row's code."""
    inside = rows.filter(region_code__range=bounds(place.prefix))
    found, digits = Counter[str](), _digits(place)
    for village, n in inside.order_by().values_list("region_code").annotate(n=number):
        found[village[:digits].ljust(LENGTH, "0")] += n
    return dict(found)


def _late_tasks(place: RegionCode, on: date) -> dict[str, int]:
    late = Task.objects.filter(case__step="assigned", due_on__lt=on)
    return _by_place(late, place)


def _late_cases(place: RegionCode, on: date) -> dict[str, int]:
    late = Case.objects.filter(finished_on=None, due_on__lt=on, subject_kind="household")
    return _by_place(late, place)


def _late_clues(place: RegionCode, on: date) -> dict[str, int]:
    """Open clues past the limit of verification of which no identification was begun."""
    since = clue_limit(place, on)
    if since is None:
        return {}
    begun = Case.objects.filter(
        Q(opened_on__gte=OuterRef("opened_on")) | Q(finished_on=None),
        procedure=IDENTIFICATION,
        subject_kind="household",
        subject_id=OuterRef("household__number"),
    )
    late = Clue.objects.filter(~Exists(begun), closed_on=None, opened_on__lt=since)
    return _by_place(late, place)


def _doubtful_records(place: RegionCode, on: date) -> dict[str, int]:
    return _grouped(QualityTally.objects.filter(state=State.OPEN), place, Sum("findings"))


def _late_corrections(place: RegionCode, on: date) -> dict[str, int]:
    late = CorrectionRequest.objects.filter(state=RequestState.OPEN, due_on__lt=on)
    return _by_place(late, place)


def clue_limit(place: RegionCode, on: date) -> date | None:
    """Clues opened before this day should have been verified; None without a value."""
    try:
        days = current_pack(place.code).resolve("clue_verification_working_days", place.code, on)
    except MissingParameter:
        return None
    return add_working_days(on, -days.value, SUPPOSED)


_COUNTERS: Mapping[str, Callable[[RegionCode, date], Mapping[str, int]]] = {
    "late_tasks": _late_tasks,
    "late_cases": _late_cases,
    "late_clues": _late_clues,
    "doubtful_records": _doubtful_records,
    "late_corrections": _late_corrections,
}
