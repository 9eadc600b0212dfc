"""The assistance tables out of the registry, the cases and the plans, in one statement.

Row security applies: what the scope hides is not in the tables. A household counts as approved by
the latest of its identifications that took effect, unless it was removed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from shouwang.engine import Facts
from shouwang.engine.facts.assistance import ASSISTANCE
from shouwang.engine.facts.reading import standard_type
from shouwang.engine.facts.standard import Role
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import LENGTH
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.queries.sold import FIRST_SOLD
from shouwang.watch.monitoring.facts_source import LEAST_MONTHS
from shouwang.watch.monitoring.facts_sql import STATEMENTS

IDENTIFICATION = "monitored_identification"
REMOVALS = ("risk_removal", "removal_for_cause")

# who is looked at: one household, or all of a place that were approved or have a plan; by keys,
# for of a county a household in a hundred is
_SUBJECTS = """
SELECT h.id, h.number, h.region_code, h.registered_on, h.lifted_on
  FROM (SELECT %(household)s::bigint AS id
        UNION
        SELECT p.household_id FROM assistance_plan p
         WHERE %(household)s::bigint IS NULL AND p.region_code BETWEEN %(low)s AND %(high)s
        UNION
        SELECT k.id FROM procedures_case c JOIN registry_household k ON k.number = c.subject_id
         WHERE %(household)s::bigint IS NULL AND c.region_code BETWEEN %(low)s AND %(high)s
           AND c.subject_kind = 'household' AND c.procedure = %(identification)s
           AND c.effect AND c.finished_on IS NOT NULL) AS s
  JOIN registry_household h ON h.id = s.id
 WHERE (h.ended_on IS NULL OR h.ended_on > %(today)s)
   AND (%(household)s::bigint IS NOT NULL OR h.region_code BETWEEN %(low)s AND %(high)s)
"""
_APPROVED = """
SELECT CASE WHEN c.procedure = %(identification)s THEN c.finished_on END AS day
  FROM procedures_case c
 WHERE c.subject_kind = 'household' AND c.subject_id = s.number AND c.effect
   AND c.finished_on <= %(today)s
   AND (c.procedure = %(identification)s OR c.procedure = ANY (%(removals)s))
 ORDER BY c.finished_on DESC, c.procedure LIMIT 1
"""
_HOUSEHOLDS = f"""
SELECT s.number AS household_id, s.region_code AS region,
       coalesce(s.registered_on <= %(on)s, false) AS ever_registered,
       CASE WHEN s.lifted_on <= %(on)s THEN s.lifted_on END AS lifted_on,
       coalesce(c.category, 'none') AS category, a.day AS approved_on,
       (SELECT min(p.drawn_up_on) FROM assistance_plan p
         WHERE p.household_id = s.id AND p.drawn_up_on <= %(today)s
           AND p.year >= extract(year FROM coalesce(a.day, '1900-01-01'))) AS plan_on
  FROM subjects s
  LEFT JOIN registry_categoryperiod c ON c.household_id = s.id AND c.during @> %(on)s::date
  LEFT JOIN LATERAL ({_APPROVED}) a ON true
"""
_PERSONS = """
SELECT p.number AS person_id, s.number AS household_id, p.birth_on, p.sex::text AS sex,
       (p.died_on IS NULL OR p.died_on > %(on)s) AS alive,
       (coalesce(p.moved_out_on <= %(on)s, false)
        OR coalesce(p.joined_on > %(on)s, false)) AS moved_out,
       coalesce(t.schooling, 'finished') AS schooling, coalesce(t.labour, 'able') AS labour,
       coalesce(t.disability_grade, 0) AS disability_grade,
       CASE WHEN t.disability_on <= %(on)s THEN t.disability_on END AS disability_on
  FROM subjects s JOIN registry_person p ON p.household_id = s.id
  LEFT JOIN registry_personstate t ON t.person_id = p.id AND t.during @> %(on)s::date
"""
_RISKS = """
SELECT s.number AS household_id, r.kind AS risk
  FROM subjects s JOIN registry_risk r ON r.household_id = s.id AND r.during @> %(on)s::date
"""
_MEASURES = f"""
SELECT s.number AS household_id, m.kind, m.productive, m.start_on,
       coalesce(CASE WHEN m.delivered_on <= %(today)s THEN m.delivered_on END, {FIRST_SOLD})
       AS delivered_on
  FROM subjects s JOIN assistance_plan p ON p.household_id = s.id
  JOIN assistance_measure m ON m.plan_id = p.id AND m.state <> 'ended'
"""
OWN = {
    "households": _HOUSEHOLDS,
    "persons": _PERSONS,
    "risks": _RISKS,
    "measures": _MEASURES,
}
# what the catalogue looks at besides, for one household
OF_ONE = ("income", "spending", "housing", "water", "events")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the tables speak of: the households of a place that are helped, or one household.

    Approvals, plans and measures are those of the day `on`; what is known of the household besides
    is that of `facts_on`, the day of the latest screening.
    """

    prefix: str
    on: date
    household: int | None = None
    facts_on: date | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """The statement's parameters."""
        return {
            "low": self.prefix.ljust(LENGTH, "0"),
            "high": self.prefix.ljust(LENGTH, "9"),
            "today": self.on,
            "on": self.facts_on or self.on,
            "since": add_months(self.facts_on or self.on, -LEAST_MONTHS),
            "household": self.household,
            "identification": IDENTIFICATION,
            "removals": list(REMOVALS),
            "sold": policy.catalogue().sold,
        }


def facts(reach: Reach) -> Facts:
    """The tables of a reach; one statement. Those of one household hold its facts as well."""
    rest = OF_ONE if reach.household is not None else ()
    parts = {**OWN, **{name: _named(name) for name in rest}}
    columns = ", ".join(
        f"(SELECT coalesce(json_agg(t), '[]'::json) FROM ({text}) t) AS {name}"
        for name, text in parts.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH subjects AS MATERIALIZED ({_SUBJECTS}) SELECT {columns}", reach.parameters
        )
        found = dict(zip(parts, cursor.fetchone(), strict=True))
    found["risks"] = _risks(found["risks"])
    return Facts.from_tables(
        {name: _frame(name, rows) for name, rows in found.items()}, standard=ASSISTANCE
    )


def _named(table: str) -> str:
    """A statement of the facts standard with its columns named."""
    names = ", ".join(ASSISTANCE.tables[table].names)
    return f"SELECT * FROM ({STATEMENTS[table]}) AS f ({names})"


def _risks(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "risk": policy.risk_code(row["risk"])} for row in rows]


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    spec = ASSISTANCE.tables[table]
    schema = {
        column.name: pl.String() if column.role is Role.CODE else standard_type(column)
        for column in spec.columns
    }
    days = {c.name for c in spec.columns if c.role in (Role.DAY, Role.MONTH)}
    flags = {c.name for c in spec.columns if c.role is Role.FLAG}
    typed = [
        {name: _typed(row.get(name), name in days, name in flags) for name in schema}
        for row in rows
    ]
    return pl.DataFrame(typed, schema=schema)


def _typed(value: Any, day: bool, flag: bool) -> Any:
    if day and value is not None:
        return date.fromisoformat(value)
    return value in (True, "true") if flag else value
