"""Whole Polars frames into tables by COPY: written as files first, which needs no database."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

PIECE = 1 << 20  # bytes handed to the database at once
LIST = "tables.json"


@dataclass(frozen=True, slots=True)
class Table:
    """A frame whose columns are the table's; `label` is what the progress line says."""

    name: str
    frame: pl.DataFrame
    label: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A table as a file of CSV without a header, in a folder with its like."""

    name: str
    label: str
    columns: list[str]
    rows: int


def write(tables: Iterable[Table], folder: Path) -> None:
    """Write the tables into a new folder, in their order."""
    folder.mkdir()
    written = []
    for table in tables:
        table.frame.write_csv(_file(folder, table.name), include_header=False)
        written.append(Written(table.name, table.label, table.frame.columns, table.frame.height))
    (folder / LIST).write_text(json.dumps([asdict(one) for one in written]), encoding="utf-8")


def read(folder: Path) -> list[Written]:
    """The tables of a folder that `write` has made."""
    return [Written(**one) for one in json.loads((folder / LIST).read_text(encoding="utf-8"))]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.csv"


@contextlib.contextmanager
def open_tables(connection: Any, names: Sequence[str]) -> Iterator[None]:
    """Lift forced row security for the tables' owner inside the block, in its transaction."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
        yield
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


@contextlib.contextmanager
def bare_tables(connection: Any, names: Sequence[str]) -> Iterator[None]:
    """Empty tables without keys, exclusions and plain indexes, which are made anew after the block.

    Built once over all rows they cost a fraction of being kept row by row. A table emptied in the
    transaction takes its rows as already settled: nothing has to go over them again afterwards.
    """
    with connection.cursor() as cursor:
        constraints = _asked(cursor, _CONSTRAINTS, names)
        indexes = _asked(cursor, _INDEXES, names)
        for table, name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names))
        yield
        for _table, _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in reversed(constraints):
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


# Foreign keys first: they need the keys that they point at, and are made again last.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u', 'x') AND conrelid::regclass::text = ANY(%(names)s)
   OR contype = 'f' AND ARRAY[conrelid, confrelid]::regclass[]::text[] && %(names)s
ORDER BY contype
"""
_INDEXES = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%(names)s) AND NOT indisunique
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def _asked(cursor: Any, query: str, names: Sequence[str]) -> list[tuple[str, str, str]]:
    cursor.execute(query, {"names": list(names)})
    found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


def copy(connection: Any, folder: Path, table: Written, *, settled: bool = False) -> None:
    """Append the rows of the table's file; an `id` column moves the table's sequence behind it.

    `settled` marks them as seen by everyone, which only a table of `bare_tables` allows.
    """
    columns = ", ".join(f'"{name}"' for name in table.columns)
    options = "FORMAT csv, FREEZE" if settled else "FORMAT csv"
    statement = f'COPY "{table.name}" ({columns}) FROM STDIN ({options})'
    with connection.cursor() as cursor:
        with _file(folder, table.name).open("rb") as file, cursor.copy(statement) as rows:
            while piece := file.read(PIECE):
                rows.write(piece)
        if "id" in table.columns:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM"
                f' "{table.name}"))',
                [table.name],
            )
