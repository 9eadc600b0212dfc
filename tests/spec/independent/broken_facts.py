"""Every way in which one table can break the facts standard, one at a time.

Each case is a small valid directory with a single fault in the second row of one table.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from .random_facts import as_frame
from .reading import KEYS, STANDARD, Column, Facts

FAULTY_ROW = 2
DAY = dt.date(2024, 5, 1)
Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Broken:
    """A fault: the table it is in, the row counted from 1 if it has one, and how to make it."""

    name: str
    table: str
    row: int | None
    change: Change

    def write(self, directory: Path) -> Path:
        directory.mkdir(parents=True, exist_ok=True)
        for table, rows in valid_facts().items():
            frame = as_frame(table, rows)
            frame = self.change(frame) if table == self.table else frame
            if frame.width:
                frame.write_parquet(directory / f"{table}.parquet")
        return directory


def valid_facts() -> Facts:
    """Three rows in every table, nothing wrong with any."""
    return {table: [_row(table, n) for n in range(3)] for table in STANDARD}


def _row(table: str, number: int) -> dict[str, Any]:
    return {name: _value(name, column, number) for name, column in STANDARD[table].items()}


def _value(name: str, column: Column, number: int) -> Any:
    if name == "region":
        return "360781100001"
    if name in KEYS.values():
        return f"{name[0]}{number}"
    if column.codes:
        return column.codes[number % len(column.codes)]
    return {dt.date: DAY, bool: name != "moved_out", int: 100}[column.kind]


def cases() -> Iterator[Broken]:
    """All faults of the standard, table by table."""
    for table in ("households", "persons"):
        yield Broken(f"{table} absent", table, None, lambda frame: pl.DataFrame())
    for table, columns in STANDARD.items():
        for name, column in columns.items():
            yield from _of_column(table, name, column)


def _of_column(table: str, name: str, column: Column) -> Iterator[Broken]:
    where = f"{table}.{name}"
    yield Broken(f"{where} missing", table, None, _drop(name))
    yield Broken(f"{where} of the wrong type", table, None, _retype(name, column))
    if not column.nullable:
        yield Broken(f"{where} null", table, FAULTY_ROW, _put(name, None))
    if column.codes:
        unknown = "unheard_of" if column.kind is str else 7
        yield Broken(f"{where} unknown code", table, FAULTY_ROW, _put(name, unknown))
    if column.at_least is not None:
        yield Broken(f"{where} negative", table, FAULTY_ROW, _put(name, -1))
    if column.month:
        yield Broken(f"{where} inside a month", table, FAULTY_ROW, _put(name, DAY.replace(day=2)))
    if column.pattern:
        for text in ("36078110000", "3607811000011", "36078110000x", ""):
            yield Broken(f"{where} {text!r}", table, FAULTY_ROW, _put(name, text))
    yield from _of_key(table, name)


def _of_key(table: str, name: str) -> Iterator[Broken]:
    if KEYS.get(table) == name:
        yield Broken(f"{table}.{name} twice", table, FAULTY_ROW, _put(name, f"{name[0]}0"))
    elif name in KEYS.values():
        yield Broken(f"{table}.{name} unknown", table, FAULTY_ROW, _put(name, "nobody"))


def _drop(name: str) -> Change:
    return lambda frame: frame.drop(name)


def _retype(name: str, column: Column) -> Change:
    """Numbers become fractions, everything else becomes numbers."""
    wrong = pl.lit(1.5) if column.kind is int else pl.lit(7, pl.Int64)
    return lambda frame: frame.with_columns(wrong.alias(name))


def _put(name: str, value: Any) -> Change:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        values = frame[name].to_list()
        values[FAULTY_ROW - 1] = value
        return frame.with_columns(pl.Series(name, values, frame[name].dtype))

    return change
