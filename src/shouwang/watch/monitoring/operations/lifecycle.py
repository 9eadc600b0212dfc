"""The life of clues: what a screening found becomes clues opened, refreshed and closed.

Everything here is set-based and runs inside the caller's transaction, so that a run is either
wholly in the tables or not at all. The steps, in this order:

1. `found` holds what fired, `screened` the households it speaks for. A household that was
   re-screened on its own after this run read its facts is left out: that result is fresher.
2. Open clues of screened households that did not fire again are closed; this covers rules that
   are no longer in the policy. Clues that rest on no rule (`operations.grounds`) are left alone.
3. Lasting clues whose evidence, severity or rule version differ get a change in their history;
   then all lasting clues are refreshed.
4. What fired without an open clue opens one. A clue that was closed stays closed: the new one
   begins a history of its own.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from shouwang.kernel.regioncode import LENGTH
from shouwang.policies.queries import packaged
from shouwang.watch.monitoring.facts_sql import STATES_MISSING, WITHIN
from shouwang.watch.monitoring.models import ScreeningRun

Parameters = dict[str, int | str | date | datetime | list[str] | None]
LOCK = 7_201_001  # the advisory lock under which clues are written

_STAGING = """
CREATE TEMP TABLE fired (
    number varchar, rule varchar, rule_version varchar, severity smallint,
    proposed_category varchar, evidence jsonb
) ON COMMIT DROP
"""

_FOUND = """
CREATE TEMP TABLE found ON COMMIT DROP AS
SELECT h.id AS household_id, h.region_code, f.rule, f.rule_version, f.severity,
       f.proposed_category, f.evidence
  FROM fired f JOIN registry_household h ON h.number = f.number
"""

_SCREENED = f"""
CREATE TEMP TABLE screened ON COMMIT DROP AS
SELECT h.id FROM registry_household h
 WHERE {WITHIN}
   AND h.id NOT IN (
       SELECT r.household_id FROM monitoring_screeningrun r
        WHERE r.household_id IS NOT NULL AND r.id <> %(run)s
          AND r.facts_recorded_at > %(read_at)s)
"""

_CLOSE = """
WITH ceased AS (
    UPDATE monitoring_clue c
       SET closed_on = greatest(%(on)s, c.opened_on), closed_by_id = %(run)s
      FROM screened s
     WHERE s.id = c.household_id AND c.closed_on IS NULL
       AND c.rule <> ALL(%(grounds)s::text[])
       AND NOT EXISTS (SELECT 1 FROM found f
                        WHERE f.household_id = c.household_id AND f.rule = c.rule)
 RETURNING c.id, c.region_code, c.closed_on, c.rule_version, c.evidence)
INSERT INTO monitoring_cluechange
       (clue_id, region_code, run_id, kind, "on", rule_version, evidence)
SELECT id, region_code, %(run)s, 'closed', closed_on, rule_version, evidence FROM ceased
"""

_CHANGE = """
INSERT INTO monitoring_cluechange
       (clue_id, region_code, run_id, kind, "on", rule_version, evidence)
SELECT c.id, f.region_code, %(run)s, 'changed', greatest(%(on)s, c.opened_on), f.rule_version,
       f.evidence
  FROM found f
  JOIN screened s ON s.id = f.household_id
  JOIN monitoring_clue c
    ON c.household_id = f.household_id AND c.rule = f.rule AND c.closed_on IS NULL
 WHERE (c.evidence, c.severity, c.rule_version)
       IS DISTINCT FROM (f.evidence, f.severity, f.rule_version)
"""

_REFRESH = """
UPDATE monitoring_clue c
   SET region_code = f.region_code, rule_version = f.rule_version, severity = f.severity,
       proposed_category = f.proposed_category, evidence = f.evidence,
       policy_version = %(policy)s, refreshed_on = greatest(%(on)s, c.refreshed_on),
       refreshed_by_id = %(run)s
  FROM found f JOIN screened s ON s.id = f.household_id
 WHERE c.household_id = f.household_id AND c.rule = f.rule AND c.closed_on IS NULL
"""

_OPEN = """
WITH opened AS (
    INSERT INTO monitoring_clue
           (household_id, region_code, rule, rule_version, severity, proposed_category, evidence,
            policy_version, opened_on, refreshed_on, opened_by_id, refreshed_by_id)
    SELECT f.household_id, f.region_code, f.rule, f.rule_version, f.severity,
           f.proposed_category, f.evidence, %(policy)s, %(on)s, %(on)s, %(run)s, %(run)s
      FROM found f JOIN screened s ON s.id = f.household_id
     WHERE NOT EXISTS (SELECT 1 FROM monitoring_clue c
                        WHERE c.household_id = f.household_id AND c.rule = f.rule
                          AND c.closed_on IS NULL)
     ORDER BY f.severity DESC, f.household_id, f.rule
 RETURNING id, region_code, rule_version, evidence)
INSERT INTO monitoring_cluechange
       (clue_id, region_code, run_id, kind, "on", rule_version, evidence)
SELECT id, region_code, %(run)s, 'opened', %(on)s, rule_version, evidence FROM opened
"""

_COUNT_RULES = """
INSERT INTO monitoring_villagecount
       (run_id, region_code, rule, severity, households, persons, households_with_clues, clues,
        opened)
SELECT %(run)s, region_code, rule, max(severity), 0, 0, count(*), count(*),
       count(*) FILTER (WHERE opened_by_id = %(run)s)
  FROM monitoring_clue
 WHERE closed_on IS NULL AND region_code BETWEEN %(low)s AND %(high)s
 GROUP BY region_code, rule
"""

_COUNT_VILLAGES = """
INSERT INTO monitoring_villagecount
       (run_id, region_code, rule, severity, households, persons, households_with_clues, clues,
        opened)
SELECT %(run)s, v.region_code, '', coalesce(c.severity, 0), v.households, v.persons,
       coalesce(c.households, 0), coalesce(c.clues, 0), coalesce(c.opened, 0)
  FROM villages v
  LEFT JOIN (SELECT region_code, max(severity) AS severity,
                    count(DISTINCT household_id) AS households, count(*) AS clues,
                    count(*) FILTER (WHERE opened_by_id = %(run)s) AS opened
               FROM monitoring_clue
              WHERE closed_on IS NULL AND region_code BETWEEN %(low)s AND %(high)s
              GROUP BY region_code) c USING (region_code)
"""

_FINDINGS = """
INSERT INTO monitoring_datafinding (run_id, household_id, region_code, code)
SELECT %(run)s, h.id, h.region_code, d.code
  FROM doubts d JOIN registry_household h ON h.number = d.number
"""

_STATES_MISSING = f"""
INSERT INTO monitoring_datafinding (run_id, household_id, region_code, code)
SELECT %(run)s, m.id, m.region_code, 'person_state_missing' FROM ({STATES_MISSING}) m
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a screening found: `clues` as the engine gives them, on the day they hold.

    `household` limits the speech to one household; otherwise it is the run's whole place.
    """

    clues: pl.DataFrame
    prefix: str
    on: date
    read_at: datetime
    policy: str
    household: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many clues were opened, how many lasted and how many were closed."""

    opened: int
    refreshed: int
    closed: int


def apply(run: ScreeningRun, found: Found) -> Outcome:
    """Write the clues of a run; to be called inside a transaction."""
    values = _parameters(run, found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("DROP TABLE IF EXISTS pg_temp.fired, pg_temp.found, pg_temp.screened")
        cursor.execute(_STAGING)
        copy_in("fired", found.clues.select(CLUE_COLUMNS))
        cursor.execute(_FOUND)
        cursor.execute(_SCREENED, values)
        cursor.execute("CREATE INDEX ON found (household_id, rule)")
        cursor.execute("ANALYZE found, screened")
        closed = _count(cursor, _CLOSE, values)
        cursor.execute(_CHANGE, values)
        refreshed = _count(cursor, _REFRESH, values)
        opened = _count(cursor, _OPEN, values)
    return Outcome(opened, refreshed, closed)


CLUE_COLUMNS = (
    "household_id",
    "rule",
    "rule_version",
    "severity",
    "proposed_category",
    "evidence",
)


def count_villages(run: ScreeningRun, found: Found, villages: pl.DataFrame) -> None:
    """Write the counts that pages add up; `villages` has region, households and persons."""
    values = _parameters(run, found)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.villages")
        cursor.execute(
            "CREATE TEMP TABLE villages (region_code varchar, households int, persons int)"
            " ON COMMIT DROP"
        )
        copy_in("villages", villages)
        cursor.execute(_COUNT_VILLAGES, values)
        cursor.execute(_COUNT_RULES, values)


def write_findings(run: ScreeningRun, found: Found, doubts: pl.DataFrame) -> None:
    """Write the households whose data need a look; `doubts` has household number and code.

    Households with a member whose state on the day is unknown are added here.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.doubts")
        cursor.execute("CREATE TEMP TABLE doubts (number varchar, code varchar) ON COMMIT DROP")
        copy_in("doubts", doubts)
        cursor.execute(_FINDINGS, {"run": run.pk})
        cursor.execute(_STATES_MISSING, _parameters(run, found))


def copy_in(table: str, frame: pl.DataFrame) -> None:
    """Fill a temporary table from a frame whose columns come in the table's order."""
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as rows,
    ):
        rows.write(buffer.getbuffer())


def _count(cursor: CursorWrapper, statement: str, values: Parameters) -> int:
    cursor.execute(statement, values)
    return int(cursor.rowcount)


def _parameters(run: ScreeningRun, found: Found) -> Parameters:
    return {
        "run": run.pk,
        "low": found.prefix.ljust(LENGTH, "0"),
        "high": found.prefix.ljust(LENGTH, "9"),
        "household": found.household,
        "read_at": found.read_at,
        "on": found.on,
        "policy": found.policy,
        "grounds": list(packaged().codes["clue_grounds"]),
    }
