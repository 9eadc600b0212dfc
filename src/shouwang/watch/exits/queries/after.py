"""What has stopped at households that have exited: duty, policy, help, supervision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from shouwang.kernel import bulk
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack

KINDS = ("duty", "policy", "help", "supervision")
HELP, VISIT = "after_exit_help_days", "after_exit_visit_days"


@dataclass(frozen=True, slots=True)
class Stopped:
    """A household that has exited, and which of the four has stopped there."""

    number: str
    head: str
    village: str
    exited_on: date
    duty: bool
    policy: bool
    help: bool
    supervision: bool
    visited_on: date | None
    helped_on: date | None


# The last removal or exit that stands; whoever is watched again has not exited. Of a county most
# households were never registered: of these only whose period has ended are looked up, one by one.
_EXITED = """
periods AS MATERIALIZED (
    SELECT c.household_id,
           max(upper(c.during)) FILTER (WHERE upper(c.during) <= %(on)s) AS ended_on,
           bool_or(c.during @> %(on)s::date AND c.category <> 'none') AS watched
    FROM registry_categoryperiod AS c
    WHERE c.region_code BETWEEN %(low)s AND %(high)s GROUP BY 1),
registered AS MATERIALIZED (
    SELECT h.id, h.number, h.region_code, h.lifted_on, h.ended_on
    FROM registry_household AS h
    WHERE h.registered_on IS NOT NULL AND h.region_code BETWEEN %(low)s AND %(high)s),
known AS (
    SELECT r.id, r.number, r.region_code, r.lifted_on, c.ended_on, c.watched
    FROM registered AS r LEFT JOIN periods AS c ON c.household_id = r.id
    WHERE r.ended_on IS NULL
    UNION ALL
    SELECT h.id, h.number, h.region_code, NULL, c.ended_on, c.watched
    FROM (SELECT * FROM periods AS c
          WHERE c.ended_on IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM registered AS r WHERE r.id = c.household_id)) AS c
    CROSS JOIN LATERAL (
        SELECT o.id, o.number, o.region_code FROM registry_household AS o
        WHERE o.id = c.household_id AND o.region_code BETWEEN %(low)s AND %(high)s
          AND o.ended_on IS NULL OFFSET 0) AS h),
exited AS MATERIALIZED (
    SELECT k.id, k.number, k.region_code, greatest(k.lifted_on, k.ended_on) AS exited_on
    FROM known AS k
    WHERE (k.lifted_on <= %(on)s OR k.ended_on IS NOT NULL) AND k.watched IS NOT TRUE)
"""
_VISITS = """
visits AS (
    SELECT v.household_id, max(v.visited_on) AS day FROM visits_homevisit AS v
    WHERE v.region_code BETWEEN %(low)s AND %(high)s AND v.visited_on <= %(on)s GROUP BY 1)
"""
_FOUND = """
found AS MATERIALIZED (
    SELECT e.id, e.number, e.region_code, e.exited_on,
           NOT EXISTS (SELECT 1 FROM pairing_pairing AS p
                       WHERE p.household_id = e.id AND upper(p.during) IS NULL) AS duty,
           coalesce(NOT m.running AND m.ended_on >= e.exited_on, false) AS policy,
           greatest(v.day, m.delivered_on, e.exited_on) < %(helped)s AS help,
           greatest(v.day, e.exited_on) < %(visited)s AS supervision,
           v.day AS visited_on, m.delivered_on AS helped_on
    FROM exited AS e
    LEFT JOIN visits AS v ON v.household_id = e.id
    LEFT JOIN measures AS m ON m.household_id = e.id)
"""
# The room above knows of help and says so by name: a statement over the same parameters that gives
# each household once: the last delivery, the last end, and whether any measure still runs.
_NO_MEASURES = """
    SELECT NULL::bigint AS household_id, NULL::date AS delivered_on, NULL::date AS ended_on,
           NULL::boolean AS running
    WHERE false
"""
_ANY = "(duty OR policy OR help OR supervision)"
# One shape for a household and for a village, which is the sum of its households.
_HOUSEHOLDS = """
SELECT f.number, f.region_code, 1::bigint AS exited, f.duty::int, f.policy::int, f.help::int,
       f.supervision::int, f.exited_on, f.visited_on, f.helped_on,
       (SELECT h.head_name FROM registry_household AS h WHERE h.id = f.id) AS head
FROM found AS f WHERE {wanted} AND f.number > %(after)s ORDER BY f.number LIMIT %(size)s
"""
_VILLAGES = """
SELECT '', region_code, count(*), sum(duty::int), sum(policy::int), sum(help::int),
       sum(supervision::int), NULL, NULL, NULL, ''
FROM found GROUP BY region_code
"""


@dataclass(frozen=True, slots=True)
class VillageStopped:
    """How many households of a village have exited, and at how many each of the four stopped."""

    village: str
    exited: int
    duty: int
    policy: int
    help: int
    supervision: int


def stopped(
    place: RegionCode, on: date, kind: str = "", after: str = "", size: int = 50
) -> list[Stopped]:
    """Exited households of a place where something has stopped, by number; a few statements.

    `kind` keeps to one of the four; `after` is the last number seen.
    """
    rows = _read(_HOUSEHOLDS, place, on, kind, after, size)
    return [_household(row) for row in rows]


def by_village(place: RegionCode, on: date) -> list[VillageStopped]:
    """The counts of every village where somebody has exited; a few statements."""
    return _by_village(_read(_VILLAGES, place, on))


def stopped_and_counts(
    place: RegionCode, on: date, kind: str = "", after: str = "", size: int = 50
) -> tuple[list[Stopped], list[VillageStopped]]:
    """What `stopped` and `by_village` say, out of one statement: who has exited is found once."""
    both = f"({_HOUSEHOLDS}) UNION ALL ({_VILLAGES})"
    rows = _read(both, place, on, kind, after, size)
    homes = sorted((_household(row) for row in rows if row[0]), key=lambda one: one.number)
    return homes, _by_village([row for row in rows if not row[0]])


def _read(
    shape: str, place: RegionCode, on: date, kind: str = "", after: str = "", size: int = 0
) -> list[tuple[Any, ...]]:
    wanted = kind if kind in KINDS else _ANY
    bulk.plan_for_many()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {_parts()} {shape.format(wanted=wanted)}",
            {**_values(place, on), "after": after, "size": size},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _household(row: tuple[Any, ...]) -> Stopped:
    number, village, _one, *four, exited_on, visited_on, helped_on, head = row
    duty, policy, help_, supervision = map(bool, four)
    return Stopped(
        number=number,
        head=head,
        village=village,
        exited_on=exited_on,
        duty=duty,
        policy=policy,
        help=help_,
        supervision=supervision,
        visited_on=visited_on,
        helped_on=helped_on,
    )


def _by_village(rows: list[tuple[Any, ...]]) -> list[VillageStopped]:
    found = [VillageStopped(village, *map(int, row)) for _, village, *row in (r[:7] for r in rows)]
    return sorted(found, key=lambda one: one.village)


def _parts() -> str:
    name = getattr(settings, "SHOUWANG_MEASURES_SQL", "")
    measures = import_string(name) if name else _NO_MEASURES
    return ", ".join((_EXITED, _VISITS, f"measures AS ({measures})", _FOUND))


def _values(place: RegionCode, on: date) -> dict[str, str | date]:
    parameters = current_pack(place.code).parameters

    def since(name: str) -> date:
        return on - timedelta(days=parameters[name].resolve(place.prefix, on).value)

    return {
        "low": place.prefix.ljust(12, "0"),
        "high": place.prefix.ljust(12, "9"),
        "on": on,
        "helped": since(HELP),
        "visited": since(VISIT),
    }


def totals(rows: Sequence[VillageStopped]) -> dict[str, int]:
    """The sums over villages."""
    return {name: sum(getattr(row, name) for row in rows) for name in ("exited", *KINDS)}
