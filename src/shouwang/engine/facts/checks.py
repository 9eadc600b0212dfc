"""What makes a row of facts unacceptable, and which row it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import polars as pl

from shouwang.engine.errors import EngineError, FactsRefused, TableRefused
from shouwang.engine.facts.files import why_unreadable
from shouwang.engine.facts.reading import Facts, standard, standard_type
from shouwang.engine.facts.standard import LARGEST_AMOUNT_FEN, ColumnSpec, Role, TableSpec

BAD = "_bad"
ROW = "_row"
_LONG = 60


def defects(spec: TableSpec, facts: Facts) -> Iterator[tuple[ColumnSpec, str, pl.Expr]]:
    """Column, reason and condition of everything that can be wrong with one row by itself."""
    schema = facts.schemas[spec.name]
    for column in spec.columns:
        raw, value = pl.col(column.name), standard(column, schema[column.name])
        if not column.nullable:
            yield column, "is empty", raw.is_null()
        if schema[column.name] != standard_type(column):
            yield column, _conversion_reason(column), value.is_null() & raw.is_not_null()
        yield from ((column, reason, test) for reason, test in _limits(column, value))


_NOT_CONVERTED = {
    Role.DAY: "is not a day of the calendar written as 2024-06-30",
    Role.MONTH: "is not the first day of a month written as 2024-06-01",
    Role.AMOUNT: f"is not whole fen up to {LARGEST_AMOUNT_FEN}",
}


def _conversion_reason(column: ColumnSpec) -> str:
    if column.role is Role.CODE:
        return f"is an unknown code (known: {', '.join(column.codes)})"
    return _NOT_CONVERTED.get(column.role, f"has the wrong type (not {column.role.value})")


def _limits(column: ColumnSpec, value: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    # An empty id elsewhere names no household and no person, which is refused as such.
    if column.role is Role.KEY:
        yield "is an empty text", value.str.len_bytes() == 0
    if column.role is Role.AMOUNT:
        yield "is negative", value < 0
        yield f"is above {LARGEST_AMOUNT_FEN} fen, the most in one row", value > LARGEST_AMOUNT_FEN
    if column.role is Role.MONTH:
        yield "is not the first day of a month", value.dt.day() != 1
    if column.role is Role.GRADE:
        yield "is not a grade from 0 to 4", ~value.is_between(0, 4)
    if column.role is Role.REGION:
        yield "is not a division code of 12 digits", ~value.str.contains(r"^[0-9]{12}$")


def bad_row(spec: TableSpec, facts: Facts) -> pl.Expr:
    """Whether anything is wrong with the row by itself; never null."""
    if not facts.holds(spec.name):
        return pl.lit(False)
    tests = [test.fill_null(False) for _, _, test in defects(spec, facts)]
    return reduce(lambda one, other: one | other, tests)


def refuse_row(facts: Facts, table: str) -> FactsRefused:
    """The refusal of the first bad row of a table that is known to have one."""
    spec = facts.standard.tables[table]
    found = list(defects(spec, facts))
    frame = (
        numbered(facts, table)
        .select(
            ROW,
            *spec.names,
            *(test.fill_null(False).alias(_test(i)) for i, (*_, test) in enumerate(found)),
        )
        .filter(pl.any_horizontal(_test(i) for i in range(len(found))))
        .head(1)
        .collect()
    )
    row = frame.row(0, named=True)
    if table in facts.as_text and all(row[name] is None for name in spec.names):
        return FactsRefused(table=table, row=row[ROW], reason="the row is blank")
    column, reason = next(found[i][:2] for i in range(len(found)) if row[_test(i)])
    reason = f"{column.name}{_shown(row[column.name])} {reason}"
    return FactsRefused(table=table, row=row[ROW], reason=reason)


def _test(number: int) -> str:
    return f"_test_{number}"


def _shown(value: object) -> str:
    """The value as part of a sentence, shortened where it is long."""
    if value is None:
        return ""
    text = repr(value) if isinstance(value, str) else str(value)
    return f" {text if len(text) <= _LONG else text[: _LONG - 1] + '…'}"


def refuse_unknown(facts: Facts, table: str, column: str) -> FactsRefused:
    """The refusal of the first row whose household or person id does not exist."""
    known_in = "households" if column == "household_id" else "persons"
    known = facts.raw[known_in].select(pl.col(column).cast(pl.String))
    row = (
        _numbered(facts, table, column)
        .filter(pl.col(column).is_not_null())
        .join(known, on=column, how="anti")
        .sort(ROW)
        .head(1)
        .collect()
    )
    number, value = row.row(0)
    reason = f"{column} {value!r} does not exist in {known_in}"
    return FactsRefused(table=table, row=number, reason=reason)


def refuse_duplicate(facts: Facts, table: str, column: str) -> FactsRefused | None:
    """The refusal of the first row that repeats a key; None when none does."""
    repeated = (
        _numbered(facts, table, column)
        .filter(pl.col(column).is_not_null() & ~pl.col(column).is_first_distinct())
        .head(1)
        .collect()
    )
    if repeated.is_empty():
        return None
    number, value = repeated.row(0)
    return FactsRefused(table=table, row=number, reason=f"{column} {value!r} is there twice")


def refuse_stranger(facts: Facts, table: str) -> FactsRefused | None:
    """The refusal of the first row whose person belongs to another household, or to none."""
    persons = facts.table("persons").select("person_id", of="household_id")
    row = (
        numbered(facts, table)
        .select(ROW, pl.col("household_id", "person_id").cast(pl.String))
        .filter(pl.col("person_id").is_not_null())
        .join(persons, on="person_id", how="left")
        .filter(pl.col("of").is_null() | (pl.col("of") != pl.col("household_id")))
        .sort(ROW)
        .head(1)
        .collect()
    )
    if row.is_empty():
        return None
    number, household, person, of = row.row(0)
    reason = f"person_id {person!r} does not exist in persons"
    if of is not None:
        reason = f"person_id {person!r} belongs to household {of!r}, not {household!r}"
    return FactsRefused(table=table, row=number, reason=reason)


def _numbered(facts: Facts, table: str, column: str) -> pl.LazyFrame:
    return numbered(facts, table).select(ROW, pl.col(column).cast(pl.String))


def numbered(facts: Facts, table: str) -> pl.LazyFrame:
    """The table as it was read, with row numbers from 1; an extract keeps those of its origin."""
    rows = facts.raw[table]
    return rows if ROW in facts.schemas[table] else rows.with_row_index(ROW, offset=1)


def collect(facts: Facts, table: str, frame: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a frame made from a table; raises what `unreadable` says if they cannot be."""
    try:
        return frame.collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise unreadable(facts, table, error) from error


def unreadable(facts: Facts, table: str, error: Exception) -> EngineError:
    """The refusal of a table that cannot be read, naming the file or row at fault."""
    found = why_unreadable(facts.standard.tables[table], facts.paths.get(table, ()))
    lines = str(error).strip().splitlines()
    plain = f"cannot be read: {lines[0] if lines else type(error).__name__}"
    return found or TableRefused(table=table, reason=plain)
