"""What is under way and what is late, where and why; sums over sets, nothing about anybody's use.

How late a place is says how long households wait there. Who opened the program, when and how
often is counted nowhere.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from shouwang.kernel.bulk import plan_for_groups, plan_for_many
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode, bounds
from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.rules import Kind

# Days are few: grouped by them the county is some thousand rows, from which medians are exact.
_SUMS = """
WITH cells AS (
    SELECT c.procedure, c.step, left(c.region_code, %(digits)s) AS place, c.awaits, c.entered_on,
        count(*) AS cases, count(*) FILTER (WHERE c.due_on < %(on)s) AS late,
        %(on)s - min(c.due_on) AS over,
        count(*) FILTER (WHERE c.due_on < %(on)s AND c.owed <> '{}') AS owing
    FROM procedures_case AS c
    WHERE c.finished_on IS NULL AND c.region_code BETWEEN %(low)s AND %(high)s
    GROUP BY 1, 2, 3, 4, 5)
SELECT procedure, step, place, awaits, %(on)s - entered_on, sum(cases)::int, sum(late)::int,
    max(over), sum(owing)::int
FROM cells
GROUP BY GROUPING SETS ((procedure, step, entered_on), (place, entered_on),
    (procedure, step, awaits))
"""
# Those that went back are few beside those that are late: the join stops where there are none.
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
class _Row:
    """Cases under way that are alike in what is not None: of one procedure and step, or place."""

    procedure: str | None
    step: str | None
    place: str | None  # the digits of the place directly inside
    awaits: str | None
    days: int | None  # in the step
    cases: int
    late: int
    over: int | None  # days that the latest is late; negative before its deadline
    owing: int  # of those that are late


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


@dataclass(frozen=True, slots=True)
class Overview:
    """What is under way in a place: by procedure and step, by the places directly inside, why."""

    steps: list[Sum]
    places: list[Sum]
    why: list[Why]


def overview(place: RegionCode, on: date) -> Overview:
    """The sums of a place; five statements at most."""
    rows = _rows(place, on)
    late = [one for one in rows if one.days is None and one.late]
    return Overview(
        _sums(rows, lambda one: (one.procedure, one.step)),
        _sums(rows, lambda one: (one.place,)),
        _why(late, _returned(place, on) if late else {}),
    )


def _rows(place: RegionCode, on: date) -> list[_Row]:
    low, high = bounds(place.prefix)
    inside = Level(min(place.level + 1, Level.VILLAGE))
    plan_for_groups()
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"low": low, "high": high, "digits": DIGITS[inside], "on": on})
        return [_Row(*row) for row in cursor.fetchall()]


def _why(late: Sequence[_Row], returned: Mapping[tuple[str, str, str], int]) -> list[Why]:
    """Why cases are late, the most first."""
    found = []
    for one in late:
        key = (str(one.procedure), str(one.step), str(one.awaits))
        found.append(Why(*key, one.late, returned.get(key, 0), one.owing))
    return sorted(found, key=lambda one: (-one.late, one.procedure, one.step, one.awaits))


@dataclass(slots=True)
class _Adding:
    days: Counter[int] = field(default_factory=Counter)
    late: int = 0
    longest: int = 0


def _sums(rows: Sequence[_Row], kind: Callable[[_Row], tuple[str | None, ...]]) -> list[Sum]:
    adding: dict[tuple[str, ...], _Adding] = {}
    for one in rows:
        keys = tuple(key for key in kind(one) if key is not None)
        if keys and one.days is not None:
            to = adding.setdefault(keys, _Adding())
            to.days[one.days] += one.cases
            to.late += one.late
            to.longest = max(to.longest, one.over or 0)
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
    plan_for_many()
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
