"""Finds the tables of a facts directory and gives them their standard types, lazily."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import polars as pl

from shouwang.engine.errors import FactsNotFound, TableRefused
from shouwang.engine.facts.files import find, scan
from shouwang.engine.facts.standard import FACTS, ColumnSpec, Role, Standard, TableSpec

Raw: TypeAlias = pl.LazyFrame

_TEXT = (pl.String, pl.Categorical, pl.Enum)
_ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_FLAGS = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True)
class Facts:
    """The tables of one set of facts; nothing is read until a screening asks.

    `paths` names the files behind a table, if there are any; the tables of `as_text` came from
    CSV, so that their values are judged row by row.
    """

    raw: Mapping[str, Raw]
    schemas: Mapping[str, Mapping[str, pl.DataType]]
    paths: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    as_text: frozenset[str] = frozenset()
    standard: Standard = FACTS

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, pl.DataFrame | pl.LazyFrame],
        *,
        as_text: frozenset[str] = frozenset(),
        standard: Standard = FACTS,
    ) -> Facts:
        """Facts held in memory, by table name; raises TableRefused for a wrong shape."""
        raw = {name: frame.lazy() for name, frame in tables.items()}
        return _facts(raw, {}, as_text, standard)

    def table(self, name: str, *further: pl.Expr) -> pl.LazyFrame:
        """The table in standard types; what cannot be converted is null (the checks refuse it).

        `further` expressions see the table as it was read.
        """
        spec = self.standard.tables[name]
        if name not in self.raw:
            empty = pl.LazyFrame(schema={c.name: standard_type(c) for c in spec.columns})
            return empty.with_columns(further)
        schema = self.schemas[name]
        columns = [standard(column, schema[column.name]) for column in spec.columns]
        return self.raw[name].select(*columns, *further)

    def holds(self, name: str) -> bool:
        """Whether the table is present."""
        return name in self.raw


def read_facts(directory: Path | str, standard: Standard = FACTS) -> Facts:
    """The facts in a directory; raises FactsNotFound or TableRefused. Rows are checked later."""
    root = Path(directory)
    if not root.is_dir():
        raise FactsNotFound(path=directory)
    raw: dict[str, Raw] = {}
    paths: dict[str, tuple[Path, ...]] = {}
    for name, spec in standard.tables.items():
        found = find(root, name)
        if found:
            raw[name], paths[name] = scan(spec, found), found
    if not raw:
        raise FactsNotFound(path=directory)
    as_text = frozenset(name for name, files in paths.items() if files[0].suffix == ".csv")
    return _facts(raw, paths, as_text, standard)


def _facts(
    raw: dict[str, Raw],
    paths: dict[str, tuple[Path, ...]],
    as_text: frozenset[str],
    standard: Standard,
) -> Facts:
    tables = standard.tables
    for spec in tables.values():
        if spec.required and spec.name not in raw:
            raise TableRefused(table=spec.name, reason="the table is missing; it is required")
    raw = {name: frame for name, frame in raw.items() if name in tables}
    schemas = {
        name: _schema(tables[name], frame, as_text=name in as_text) for name, frame in raw.items()
    }
    return Facts(raw, schemas, paths, as_text, standard)


def _schema(spec: TableSpec, frame: Raw, *, as_text: bool) -> Mapping[str, pl.DataType]:
    try:
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableRefused(table=spec.name, reason=f"cannot be read: {_short(error)}") from error
    for column in spec.columns:
        if column.name not in schema:
            raise TableRefused(table=spec.name, reason=f"column {column.name} is missing")
        if not as_text and not _acceptable(column, schema[column.name]):
            reason = f"column {column.name} has the wrong type: {schema[column.name]}"
            raise TableRefused(table=spec.name, reason=f"{reason}, not {column.role.value}")
    return schema


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _acceptable(column: ColumnSpec, dtype: pl.DataType) -> bool:
    """Whether a column of the type can be the standard's. In CSV all is text, judged by row."""
    if dtype == pl.Null:
        return True
    if column.role in {Role.CODE, Role.GRADE}:
        return isinstance(dtype, _TEXT) or dtype.is_integer()
    wanted: dict[Role, bool] = {
        Role.FLAG: dtype == pl.Boolean,
        Role.DAY: dtype == pl.Date,
        Role.MONTH: dtype == pl.Date,
        Role.AMOUNT: dtype.is_integer(),
        Role.NUMBER: dtype.is_integer(),
    }
    return wanted.get(column.role, isinstance(dtype, _TEXT))


@functools.cache
def standard_type(column: ColumnSpec) -> pl.DataType:
    """The polars type of a column of the standard."""
    types: dict[Role, pl.DataType] = {
        Role.FLAG: pl.Boolean(),
        Role.DAY: pl.Date(),
        Role.MONTH: pl.Date(),
        Role.AMOUNT: pl.Int64(),
        Role.NUMBER: pl.Int64(),
        Role.GRADE: pl.Int8(),
        Role.CODE: pl.Enum(list(column.codes)),
    }
    return types.get(column.role, pl.String())


def standard(column: ColumnSpec, dtype: pl.DataType) -> pl.Expr:
    """The column in its standard type, null where a value does not convert."""
    raw, wanted = pl.col(column.name), standard_type(column)
    if dtype == wanted:
        return raw
    if dtype == pl.String and column.role is Role.FLAG:
        lower = raw.str.to_lowercase()
        return lower.replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    if dtype == pl.String and wanted == pl.Date:
        # The pattern alone would also take 24-5-1.
        iso = pl.when(raw.str.contains(_ISO_DAY)).then(raw)
        return iso.str.to_date("%Y-%m-%d", strict=False)
    if column.role is Role.CODE and dtype != pl.String:
        raw = raw.cast(pl.String)
    return raw.cast(wanted, strict=False)
