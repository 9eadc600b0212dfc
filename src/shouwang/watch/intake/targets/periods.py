"""Values that hold over half-open days: compared on a day, ended and begun anew by a merge."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwang.watch.intake.targets.plan import TAKEN


@dataclass(frozen=True, slots=True)
class Spell:
    """Rows of `table` over days, one at a time for each owner (and `key`).

    `values` are SQL over staged s by column; null is "not said" and keeps what is there. Of several
    rows of one owner the latest counts. `otherwise` is what a first row gets where nothing is said.
    `since` and `first` are the day from which a changed and a first value hold.
    """

    name: str
    table: str
    owner: str
    values: Mapping[str, str]
    given: str
    since: str = "%(as_of)s::date"
    first: str = "%(as_of)s::date"
    key: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    belongs: tuple[str, ...] = ()  # further ids beside the owner: household_id
    sourced: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)  # column → name of the history's field


def compare(one: Spell) -> tuple[str, ...]:
    """What the spell's rows say on the day, against the list."""
    same = " AND ".join(f"({e} IS NULL OR t.{c} = {e})" for c, e in one.values.items())
    shown = ", ".join(
        f"('{one.fields.get(c, f'{one.name}.{c}')}', t.{c}::text, ({e})::text)"
        for c, e in one.values.items()
    )
    return (
        f"""
INSERT INTO found
SELECT DISTINCT ON (coalesce(m.{one.owner}, -s.n)) s.n, '{one.name}',
       CASE WHEN t.id IS NULL THEN 'new' WHEN {same} THEN 'same' ELSE 'changed' END, t.id
  FROM staged s JOIN matched m USING (n)
  LEFT JOIN {one.table} t ON {_current(one)}
 WHERE {TAKEN} AND ({one.given})
 ORDER BY coalesce(m.{one.owner}, -s.n), {one.since} DESC, s.n""",
        f"""
INSERT INTO difference
SELECT s.n, m.household_id, m.person_id, v.field, v.before, v.after
  FROM staged s JOIN matched m USING (n) JOIN found f ON f.n = s.n AND f.target = '{one.name}'
  LEFT JOIN {one.table} t ON t.id = f.existing
 CROSS JOIN LATERAL (VALUES {shown}) v (field, before, after)
 WHERE ({_shown(one)}) AND v.after IS NOT NULL AND v.before IS DISTINCT FROM v.after""",
    )


def merge(one: Spell) -> tuple[str, ...]:
    """End what does not hold any more and begin what does."""
    turned = f"turned_{one.name.replace('.', '_')}"
    columns = [one.owner, *one.belongs, "region_code", *one.key, *one.values]
    more = ["source_id", "source_row"] if one.sourced else []
    names = ", ".join(f'"{c}"' for c in [*columns, *more, "during"])
    ids = ", ".join(f"m.{c}" for c in [one.owner, *one.belongs, "region_code"])
    keys = "".join(f", {e} AS {c}" for c, e in one.key.items())
    kept = "".join(
        f", coalesce({e}, t.{c}, {one.otherwise.get(c, 'NULL')}) AS {c}"
        for c, e in one.values.items()
    )
    begins = f"CASE WHEN t.id IS NULL THEN {one.first} ELSE {one.since} END"
    source = ", %(source)s::bigint AS source_id, s.row AS source_row" if one.sourced else ""
    return (
        f"DROP TABLE IF EXISTS pg_temp.{turned}",
        f"""
CREATE TEMP TABLE {turned} ON COMMIT DROP AS
SELECT {ids}{keys}{kept}{source}, t.id AS old, {begins} AS since, upper(t.during) AS until
  FROM staged s JOIN matched m USING (n)
  JOIN found f ON f.n = s.n AND f.target = '{one.name}' AND f.verdict <> 'same'
  LEFT JOIN {one.table} t ON t.id = f.existing""",
        f"""
DELETE FROM {one.table} t USING {turned} x WHERE x.old = t.id AND lower(t.during) >= x.since""",
        f"""
UPDATE {one.table} t SET during = daterange(lower(t.during), x.since)
  FROM {turned} x WHERE x.old = t.id""",
        f"""
INSERT INTO {one.table} ({names})
SELECT {", ".join(f'x."{c}"' for c in [*columns, *more])},
       daterange(x.since, coalesce(x.until, {_next(one)})) FROM {turned} x""",
    )


def _current(one: Spell) -> str:
    keys = "".join(f" AND t.{c} = {e}" for c, e in one.key.items())
    return f"t.{one.owner} = m.{one.owner} AND t.during @> {one.since}{keys}"


def _next(one: Spell) -> str:
    """The day on which a later row of the same owner begins: a first row must end before it."""
    keys = "".join(f" AND l.{c} = x.{c}" for c in one.key)
    return (
        f"(SELECT min(lower(l.during)) FROM {one.table} l"
        f" WHERE l.{one.owner} = x.{one.owner}{keys} AND lower(l.during) >= x.since)"
    )


def _shown(one: Spell) -> str:
    """A new member's first state is no difference; a known one's is."""
    return (
        "f.verdict = 'changed' OR (f.verdict = 'new' AND m.person_id IS NOT NULL)"
        if (one.owner == "person_id")
        else "f.verdict <> 'same'"
    )
