"""What has stopped at households that have exited: duty, policy, help, supervision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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


# The last removal or exit that stands; whoever is watched again has not exited.
_EXITED = """
periods AS (
    SELECT c.household_id,
           max(upper(c.during)) FILTER (WHERE upper(c.during) <= %(on)s) AS ended_on,
           bool_or(c.during @> %(on)s::date AND c.category <> 'none') AS watched
    FROM registry_categoryperiod AS c
    WHERE c.region_code BETWEEN %(low)s AND %(high)s GROUP BY 1),
exited AS MATERIALIZED (
    SELECT h.id, h.number, h.head_name, h.region_code,
           greatest(h.lifted_on, c.ended_on) AS exited_on
    FROM registry_household AS h LEFT JOIN periods AS c ON c.household_id = h.id
    WHERE h.region_code BETWEEN %(low)s AND %(high)s AND h.ended_on IS NULL
      AND (h.lifted_on <= %(on)s OR c.ended_on IS NOT NULL) AND c.watched IS NOT TRUE)
"""
_VISITS = """
visits AS (
    SELECT v.household_id, max(v.visited_on) AS day FROM visits_homevisit AS v
    WHERE v.region_code BETWEEN %(low)s AND %(high)s AND v.visited_on <= %(on)s GROUP BY 1)
"""
_FOUND = """
found AS (
    SELECT e.number, e.head_name, e.region_code, e.exited_on,
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


def stopped(
    place: RegionCode, on: date, kind: str = "", after: str = "", size: int = 50
) -> list[Stopped]:
    """Exited households of a place where something has stopped, by number; a few statements.

    `kind` keeps to one of the four; `after` is the last number seen.
    """
    wanted = kind if kind in KINDS else _ANY
    statement = f"""
WITH {_parts()}
SELECT * FROM found WHERE {wanted} AND number > %(after)s ORDER BY number LIMIT %(size)s
"""
    bulk.plan_for_many()
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_values(place, on), "after": after, "size": size})
        return [Stopped(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class VillageStopped:
    """How many households of a village have exited, and at how many each of the four stopped."""

    village: str
    exited: int
    duty: int
    policy: int
    help: int
    supervision: int


def by_village(place: RegionCode, on: date) -> list[VillageStopped]:
    """The counts of every village where somebody has exited; a few statements."""
    counts = ", ".join(f"count(*) FILTER (WHERE {kind})" for kind in KINDS)
    statement = f"""
WITH {_parts()}
SELECT region_code, count(*), {counts} FROM found GROUP BY region_code ORDER BY region_code
"""
    bulk.plan_for_many()
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(place, on))
        return [VillageStopped(*row) for row in cursor.fetchall()]


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
