"""Finds the files of a table and opens them lazily; says which file is at fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from shouwang.engine.errors import EngineError, TableRefused
from shouwang.engine.facts import comma_separated
from shouwang.engine.facts.standard import TableSpec


def find(root: Path, table: str) -> tuple[Path, ...]:
    """The files of a table, none if it is absent; raises TableRefused if it is there twice."""
    single, folder, text = root / f"{table}.parquet", root / table, root / f"{table}.csv"
    forms = [path for path in (single, text) if path.is_file()]
    forms += [path for path in (single, folder) if path.is_dir()]
    if len(forms) > 1:
        names = " and ".join(path.name + "/" * path.is_dir() for path in forms)
        raise TableRefused(table=table, reason=f"is there as {names}: keep one of them")
    if not forms or forms[0].is_file():
        return tuple(forms)
    return _parts(forms[0], table)


def _parts(folder: Path, table: str) -> tuple[Path, ...]:
    parts = tuple(sorted(path for path in folder.glob("**/*.parquet") if path.is_file()))
    # An empty folder is an empty table, but rows in another form must not be passed over.
    if not parts and any(folder.glob("**/*.csv")):
        reason = f"the folder {folder.name}/ has no Parquet parts: a table in CSV is one file"
        raise TableRefused(table=table, reason=reason)
    return parts


def scan(spec: TableSpec, files: tuple[Path, ...]) -> pl.LazyFrame:
    """The table, not yet read; raises TableRefused for a part that is unlike the others."""
    if files[0].suffix == ".csv":
        return comma_separated.scan(spec.name, files[0])
    schemas = [_schema(spec.name, path) for path in files]
    for path, schema in zip(files[1:], schemas[1:], strict=True):
        _check_alike(spec, (files[0], schemas[0]), (path, schema))
    return pl.scan_parquet(list(files), hive_partitioning=False, extra_columns="ignore")


def _schema(table: str, path: Path) -> Mapping[str, pl.DataType]:
    try:
        return pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _spoilt(table, path, error) from error


def _check_alike(
    spec: TableSpec,
    first: tuple[Path, Mapping[str, pl.DataType]],
    other: tuple[Path, Mapping[str, pl.DataType]],
) -> None:
    (model, wanted), (path, found) = first, other
    for column in spec.names:
        if column in wanted and column not in found:
            reason = f"column {column} is missing in {shown(spec.name, path)}"
            raise TableRefused(table=spec.name, reason=reason)
        # A part in which every value is null has no type of its own.
        if column in wanted and found[column] not in (wanted[column], pl.Null):
            reason = (
                f"column {column} is {found[column]} in {shown(spec.name, path)},"
                f" but {wanted[column]} in {shown(spec.name, model)}"
            )
            raise TableRefused(table=spec.name, reason=reason)


def why_unreadable(spec: TableSpec, files: tuple[Path, ...]) -> EngineError | None:
    """The refusal of the first file that cannot be read to its end; None when all can."""
    if files and files[0].suffix == ".csv":
        return comma_separated.why_unreadable(spec.name, files[0])
    for path in files:
        try:
            rows = pl.scan_parquet(path, hive_partitioning=False).select(spec.names)
            rows.select(pl.all().null_count()).collect(engine="streaming")
        except (pl.exceptions.PolarsError, OSError) as error:
            return _spoilt(spec.name, path, error)
    return None


def _spoilt(table: str, path: Path, error: Exception) -> TableRefused:
    reason = f"{shown(table, path)} is damaged or not a Parquet file: write it again"
    # Polars speaks of the content as an OSError too, but without a number.
    if isinstance(error, OSError) and error.errno is not None:
        reason = f"{shown(table, path)} cannot be opened: {error.strerror}"
    return TableRefused(table=table, reason=reason)


def shown(table: str, path: Path) -> str:
    """The file as it is named inside the facts directory."""
    own = {table, f"{table}.parquet", f"{table}.csv"}
    starts = [index for index, part in enumerate(path.parts) if part in own]
    return "/".join(path.parts[max(starts, default=-1) :])
