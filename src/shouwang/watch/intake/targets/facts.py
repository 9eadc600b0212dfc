"""Dated facts: the same key handed over again is equal, or a difference to be seen first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwang.watch.intake.targets.plan import TAKEN


@dataclass(frozen=True, slots=True)
class Fact:
    """Rows of `table` with a source, one for each key.

    `key` and `values` are SQL over staged s (and matched m) by column. `given` says which rows of
    the list speak of it; an empty value says nothing. `added` is what only a new row gets. `total`
    names the amount that several rows of one key add up to; the registry's are summed as well.
    """

    name: str
    table: str
    key: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    given: str = "true"
    added: Mapping[str, str] = field(default_factory=dict)
    of_person: bool = False
    total: str = ""


def compare(one: Fact) -> tuple[str, ...]:
    """Which rows are new, which say the same, which something else."""
    same = " AND ".join(
        f"(({_valued(one, c, e)}) IS NULL OR t.{c} = ({_valued(one, c, e)}))"
        for c, e in one.values.items()
    )
    held = f"SELECT t.id, {_columns(one)} FROM {one.table} t WHERE {_keyed(one)}"
    if one.total:
        held = (
            f"SELECT min(t.id) AS id, sum(t.{one.total}) AS {one.total} FROM {one.table} t"
            f" WHERE {_keyed(one)} HAVING count(*) > 0"
        )
    order = "1" if one.total else f"({same}) DESC, t.id" if same else "t.id"
    shown = ", ".join(
        f"('{one.name}.{c}', t.{c}::text, ({_valued(one, c, e)})::text)"
        for c, e in one.values.items()
    )
    statements = [
        f"""
INSERT INTO found
SELECT s.n, '{one.name}', CASE WHEN t.id IS NULL THEN 'new' WHEN {same or "true"} THEN 'same'
       ELSE 'changed' END, t.id
  FROM {_lines(one)}
  LEFT JOIN LATERAL ({held} ORDER BY {order} LIMIT 1) t ON true"""
    ]
    if one.values:
        statements.append(
            f"""
INSERT INTO difference
SELECT s.n, m.household_id, m.person_id, v.field, v.before, v.after
  FROM {_lines(one)}
  JOIN found f ON f.n = s.n AND f.target = '{one.name}' AND f.verdict = 'changed'
  JOIN LATERAL ({held}) t ON true
 CROSS JOIN LATERAL (VALUES {shown}) v (field, before, after)
 WHERE t.id = f.existing AND v.after IS NOT NULL AND v.before IS DISTINCT FROM v.after"""
        )
    return tuple(statements)


def merge(one: Fact) -> tuple[str, ...]:
    """Insert what is new with its source and row; replace what was shown to differ."""
    values = {c: _valued(one, c, e) for c, e in one.values.items()}
    written = {**one.key, **values, **one.added}
    ids = ["household_id", "region_code", *(["person_id"] if one.of_person else [])]
    names = ", ".join([*ids, *written, "source_id", "source_row"])
    statements = [
        f"""
INSERT INTO {one.table} ({names})
SELECT {", ".join(f"m.{c}" for c in ids)}, {", ".join(written.values())}, %(source)s, s.row
  FROM {_lines(one)}
  JOIN found f ON f.n = s.n AND f.target = '{one.name}' AND f.verdict = 'new'"""
    ]
    if not one.values:
        return tuple(statements)
    if one.total:
        statements.append(
            f"""
DELETE FROM {one.table} t USING {_lines(one)}
  JOIN found f ON f.n = s.n AND f.target = '{one.name}' AND f.verdict = 'changed'
 WHERE {_keyed(one)} AND t.id <> f.existing"""
        )
    sets = ", ".join(f"{c} = coalesce({e}, t.{c})" for c, e in values.items())
    statements.append(
        f"""
UPDATE {one.table} t
   SET {sets}, source_id = %(source)s, source_row = s.row, recorded_at = now()
  FROM {_lines(one)}
  JOIN found f ON f.n = s.n AND f.target = '{one.name}' AND f.verdict = 'changed'
 WHERE t.id = f.existing"""
    )
    return tuple(statements)


def _lines(one: Fact) -> str:
    """The rows that speak of the fact; of several rows of a key the first, with their sum."""
    condition = f"{TAKEN} AND ({one.given})"
    if not one.total:
        return f"(SELECT s.* FROM staged s WHERE {condition}) s JOIN matched m USING (n)"
    keys = ", ".join(["m.household_id", *one.key.values()])
    return (
        f"(SELECT s.*, sum(s.{one.values[one.total].removeprefix('s.')})"
        f" OVER (PARTITION BY {keys}) AS total,"
        f" row_number() OVER (PARTITION BY {keys} ORDER BY s.n) AS place"
        f" FROM staged s JOIN matched m USING (n) WHERE {condition}) s"
        " JOIN matched m ON m.n = s.n AND s.place = 1"
    )


def _valued(one: Fact, column: str, expression: str) -> str:
    return "s.total::bigint" if column == one.total else expression


def _columns(one: Fact) -> str:
    return ", ".join(f"t.{c}" for c in one.values) or "t.household_id"


def _keyed(one: Fact) -> str:
    owner = "t.household_id = m.household_id"
    if one.of_person:
        owner += " AND t.person_id IS NOT DISTINCT FROM m.person_id"
    return owner + "".join(f" AND t.{c} = {e}" for c, e in one.key.items())
