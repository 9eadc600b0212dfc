"""The life of findings: opened, refreshed while they last, corrected when they cease.

Everything here is set-based and runs inside the caller's transaction. The steps, in this order:

1. `found` holds what the rules found, `checked` the households they looked at. A household that was
   checked on its own after this run read its dossiers is left out: that result is fresher.
2. Lasting findings of checked households that were not found again are corrected; rules that were
   not looked at this time say nothing.
3. Findings whose rule has a new version lose their explanation: it answered another question.
4. Lasting findings are refreshed, new ones opened. What was corrected stays so; if it comes back, a
   new finding begins a history of its own.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from shouwang.kernel.regioncode import LENGTH
from shouwang.watch.quality.dossier_sql import WITHIN
from shouwang.watch.quality.models import QualityRun

LOCK = 7_203_001  # the advisory lock under which findings are written

_DROP = "DROP TABLE IF EXISTS pg_temp.noticed, pg_temp.found, pg_temp.checked"
_STAGING = """
CREATE TEMP TABLE noticed (
    number varchar, person varchar, rule varchar, rule_version smallint, severity smallint,
    duty varchar, evidence jsonb
) ON COMMIT DROP
"""
_FOUND = """
CREATE TEMP TABLE found ON COMMIT DROP AS
SELECT h.id AS household_id, h.region_code, p.id AS person_id, n.rule, n.rule_version, n.severity,
       n.duty, n.evidence
  FROM noticed n
  JOIN registry_household h ON h.number = n.number
  LEFT JOIN registry_person p ON p.number = n.person
"""
_CHECKED = f"""
CREATE TEMP TABLE checked ON COMMIT DROP AS
SELECT h.id FROM registry_household h
 WHERE {WITHIN}
   AND h.id NOT IN (
       SELECT r.household_id FROM quality_qualityrun r
        WHERE r.household_id IS NOT NULL AND r.id <> %(run)s AND r.read_at > %(read_at)s)
"""
_SAME = """f.household_id = q.household_id AND f.rule = q.rule
       AND f.person_id IS NOT DISTINCT FROM q.person_id"""

# A household that has ended by the day is not checked; its findings end with it.
_CORRECT = f"""
WITH ceased AS (
    UPDATE quality_qualityfinding q
       SET state = 'corrected', ceased_on = greatest(%(on)s, q.first_seen)
     WHERE q.region_code BETWEEN %(low)s AND %(high)s AND q.state <> 'corrected'
       AND (%(household)s::bigint IS NULL OR q.household_id = %(household)s)
       AND NOT q.rule = ANY(%(skipped)s)
       AND (q.household_id IN (SELECT id FROM checked)
            OR EXISTS (SELECT 1 FROM registry_household h
                        WHERE h.id = q.household_id AND h.ended_on <= %(on)s))
       AND NOT EXISTS (SELECT 1 FROM found f WHERE {_SAME})
 RETURNING q.id, q.region_code, q.evidence, q.rule_version)
INSERT INTO quality_findingchange
       (finding_id, region_code, kind, at, text, evidence, rule_version)
SELECT id, region_code, 'corrected', %(at)s, '', evidence, rule_version FROM ceased
"""
_CHANGE = f"""
INSERT INTO quality_findingchange
       (finding_id, region_code, kind, at, text, evidence, rule_version)
SELECT q.id, f.region_code, 'changed', %(at)s, '', f.evidence, f.rule_version
  FROM found f
  JOIN checked c ON c.id = f.household_id
  JOIN quality_qualityfinding q ON {_SAME} AND q.state <> 'corrected'
 WHERE (q.evidence, q.severity, q.rule_version)
       IS DISTINCT FROM (f.evidence, f.severity, f.rule_version)
"""
_REFRESH = f"""
UPDATE quality_qualityfinding q
   SET region_code = f.region_code, rule_version = f.rule_version, severity = f.severity,
       duty = f.duty, evidence = f.evidence, last_seen = greatest(%(on)s, q.last_seen),
       state = CASE WHEN q.rule_version = f.rule_version THEN q.state ELSE 'open' END
  FROM found f JOIN checked c ON c.id = f.household_id
 WHERE {_SAME} AND q.state <> 'corrected'
"""
_OPEN = f"""
WITH opened AS (
    INSERT INTO quality_qualityfinding
           (household_id, region_code, person_id, rule, rule_version, severity, duty, evidence,
            state, first_seen, last_seen)
    SELECT f.household_id, f.region_code, f.person_id, f.rule, f.rule_version, f.severity, f.duty,
           f.evidence, 'open', %(on)s, %(on)s
      FROM found f JOIN checked c ON c.id = f.household_id
     WHERE NOT EXISTS (SELECT 1 FROM quality_qualityfinding q
                        WHERE {_SAME} AND q.state <> 'corrected')
     ORDER BY f.severity DESC, f.region_code, f.household_id, f.rule
 RETURNING id, region_code, evidence, rule_version)
INSERT INTO quality_findingchange
       (finding_id, region_code, kind, at, text, evidence, rule_version)
SELECT id, region_code, 'opened', %(at)s, '', evidence, rule_version FROM opened
"""

_TALLY = """
INSERT INTO quality_qualitytally (region_code, rule, severity, duty, state, findings)
SELECT region_code, rule, severity, duty, state, count(*)
  FROM quality_qualityfinding
 WHERE state <> 'corrected' AND region_code BETWEEN %s AND %s
 GROUP BY region_code, rule, severity, duty, state
"""
_RATES = """
INSERT INTO quality_qualityrate
       (run_id, region_code, "on", households, doubtful, open, explained, accepted)
SELECT %(run)s, h.town, %(on)s, h.households, coalesce(q.doubtful, 0), coalesce(q.open, 0),
       coalesce(q.explained, 0), coalesce(q.accepted, 0)
  FROM (SELECT left(region_code, 9) || '000' AS town, count(*) AS households
          FROM registry_household
         WHERE region_code BETWEEN %(low)s AND %(high)s
           AND (ended_on IS NULL OR ended_on > %(on)s)
         GROUP BY 1) h
  LEFT JOIN (SELECT left(region_code, 9) || '000' AS town,
                    count(DISTINCT household_id) FILTER (WHERE state <> 'accepted') AS doubtful,
                    count(*) FILTER (WHERE state = 'open') AS open,
                    count(*) FILTER (WHERE state = 'explained') AS explained,
                    count(*) FILTER (WHERE state = 'accepted') AS accepted
               FROM quality_qualityfinding
              WHERE state <> 'corrected' AND region_code BETWEEN %(low)s AND %(high)s
              GROUP BY 1) q USING (town)
"""
COLUMNS = ("household_id", "person_id", "rule", "rule_version", "severity", "duty", "evidence")


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, with the columns COLUMNS, on the day it holds.

    `household` limits the speech to one household; `skipped` are the rules nobody looked at.
    """

    rows: pl.DataFrame
    prefix: str
    on: date
    read_at: datetime
    household: int | None = None
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many findings opened, lasted, were corrected; how many households were checked."""

    opened: int
    lasted: int
    corrected: int
    households: int


def take_turns() -> None:
    """Wait until nobody else writes findings; until the end of the transaction nobody will.

    Taken before any finding is locked, so that two who write never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def apply(run: QualityRun, found: Found, at: datetime) -> Outcome:
    """Write what a check found; to be called inside a transaction."""
    values = _parameters(run, found, at)
    take_turns()
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        cursor.execute(_STAGING)
        copy_in("noticed", found.rows.select(COLUMNS))
        cursor.execute(_FOUND)
        cursor.execute(_CHECKED, values)
        households = cursor.rowcount
        cursor.execute("CREATE INDEX ON found (household_id, rule)")
        cursor.execute("CREATE INDEX ON checked (id)")
        cursor.execute("ANALYZE found, checked")
        corrected = _count(cursor, _CORRECT, values)
        cursor.execute(_CHANGE, values)
        lasted = _count(cursor, _REFRESH, values)
        opened = _count(cursor, _OPEN, values)
    return Outcome(opened, lasted, corrected, households)


def recount(prefix: str) -> None:
    """Count the findings of a place anew for the pages that add them up."""
    low, high = prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9")
    take_turns()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM quality_qualitytally WHERE region_code BETWEEN %s AND %s", [low, high]
        )
        cursor.execute(_TALLY, [low, high])


def recount_villages(codes: Iterable[str]) -> None:
    """Count the findings of some villages anew."""
    for code in sorted(set(codes)):
        recount(code)


def write_rates(run: QualityRun, found: Found, at: datetime) -> None:
    """Write what the check left in each township, for the rates over time."""
    with connection.cursor() as cursor:
        cursor.execute(_RATES, _parameters(run, found, at))


def copy_in(table: str, frame: pl.DataFrame) -> None:
    """Fill a temporary table from a frame whose columns come in the table's order."""
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as rows,
    ):
        rows.write(buffer.getbuffer())


def _count(cursor: CursorWrapper, statement: str, values: dict[str, Any]) -> int:
    cursor.execute(statement, values)
    return int(cursor.rowcount)


def _parameters(run: QualityRun, found: Found, at: datetime) -> dict[str, Any]:
    return {
        "run": run.pk,
        "low": found.prefix.ljust(LENGTH, "0"),
        "high": found.prefix.ljust(LENGTH, "9"),
        "household": found.household,
        "read_at": found.read_at,
        "on": found.on,
        "at": at,
        "skipped": sorted(found.skipped),
    }
