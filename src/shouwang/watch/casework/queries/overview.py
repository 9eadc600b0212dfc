"""What is under way and what is late, where and why; sums over sets, nothing about anybody's use.

How late a place is says how long households wait there. Who opened the program, when and how
often is counted nowhere.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from shouwang.kernel.bulk import plan_for_groups
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode, bounds
from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.rules import Kind

# Days are few: grouped by them the county is some thousand rows, from which medians are exact.
_CELLS = """
SELECT c.procedure, c.step, left(c.region_code, %(digits)s), c.awaits, c.entered_on, c.due_on,
    c.owed <> '{}', count(*)
FROM procedures_case AS c
WHERE c.finished_on IS NULL AND c.region_code BETWEEN %(low)s AND %(high)s
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
# The few acts that went back first: the planner would look up every late case's history.
_RETURNED = """
WITH back AS MATERIALIZED (
    SELECT DISTINCT a.case_id, a.transition FROM procedures_act AS a
    WHERE a.transition = ANY(%(ways)s))
SELECT c.procedure, c.step, c.awaits, count(DISTINCT c.id)
FROM back JOIN procedures_case AS c ON c.id = back.case_id
WHERE c.procedure || '.' || back.transition = ANY(%(back)s)
    AND c.finished_on IS NULL AND c.due_on < %(on)s
    AND c.region_code BETWEEN %(low)s AND %(high)s
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases under way that are alike in everything that is summed."""

    procedure: str
    step: str
    place: str  # the digits of the place directly inside
    awaits: str
    entered_on: date
    due_on: date | None
    owing: bool
    cases: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Cases under way of one kind: how many, how many late, median days in the step, worst delay.

    `keys` say of which kind: procedure and step, or the digits of a place.
    """

    keys: tuple[str, ...]
    cases: int
    late: int
    median: int
    longest: int


@dataclass(frozen=True, slots=True)
class Why:
    """Late cases of a step: whom they wait for, how many were sent back, how many owe papers."""

    procedure: str
    step: str
    awaits: str
    late: int
    returned: int
    owing: int


def cells(place: RegionCode) -> list[Cell]:
    """What is under way in a place, by the places directly inside; two statements."""
    low, high = bounds(place.prefix)
    inside = Level(min(place.level + 1, Level.VILLAGE))
    plan_for_groups()
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, {"low": low, "high": high, "digits": DIGITS[inside]})
        return [Cell(*row) for row in cursor.fetchall()]


def by_step(found: Sequence[Cell], on: date) -> list[Sum]:
    """By procedure and step."""
    return _sums(found, on, lambda one: (one.procedure, one.step))


def by_place(found: Sequence[Cell], on: date) -> list[Sum]:
    """By the places directly inside: townships of a county, villages of a township."""
    return _sums(found, on, lambda one: (one.place,))


def why_late(found: Sequence[Cell], place: RegionCode, on: date) -> list[Why]:
    """Why cases are late, the most first; one statement."""
    late: Counter[tuple[str, str, str]] = Counter()
    owing: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        if one.due_on is not None and one.due_on < on:
            key = (one.procedure, one.step, one.awaits)
            late[key] += one.cases
            owing[key] += one.cases if one.owing else 0
    returned = _returned(place, on) if late else {}
    return [
        Why(*key, count, returned.get(key, 0), owing[key])
        for key, count in sorted(late.items(), key=lambda one: (-one[1], one[0]))
    ]


@dataclass(slots=True)
class _Adding:
    days: Counter[int] = field(default_factory=Counter)
    late: int = 0
    longest: int = 0


def _sums(found: Sequence[Cell], on: date, kind: Callable[[Cell], tuple[str, ...]]) -> list[Sum]:
    adding: dict[tuple[str, ...], _Adding] = {}
    for one in found:
        to = adding.setdefault(kind(one), _Adding())
        to.days[(on - one.entered_on).days] += one.cases
        over = (on - one.due_on).days if one.due_on else 0
        if over > 0:
            to.late += one.cases
            to.longest = max(to.longest, over)
    return [
        Sum(keys, one.days.total(), one.late, median(one.days), one.longest)
        for keys, one in sorted(adding.items())
    ]


def median(days: Counter[int]) -> int:
    """The lower median of days that are counted: half of the cases have been there no longer."""
    half, seen = (days.total() + 1) // 2, 0
    for day in sorted(days):
        seen += days[day]
        if seen >= half:
            return day
    return 0


def _returned(place: RegionCode, on: date) -> dict[tuple[str, str, str], int]:
    """How many late cases were sent back or objected to before, by procedure, step and whose."""
    low, high = bounds(place.prefix)
    back = _ways_back()
    ways = sorted({one.partition(".")[2] for one in back})
    asked: dict[str, Any] = {"on": on, "low": low, "high": high, "back": back, "ways": ways}
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED, asked)
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def _ways_back() -> list[str]:
    """Every way of every procedure that sends a case back or is an objection."""
    back = {Kind.RETURN, Kind.OBJECTION}
    return sorted(
        {
            f"{entry.declaration.key}.{way.key}"
            for entry in packaged_procedures().entries
            for way in entry.declaration.transitions.values()
            if way.kind in back
        }
    )
