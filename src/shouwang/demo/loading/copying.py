"""Whole Polars frames into tables by COPY."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

CHUNK_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Table:
    """A frame whose columns are the table's; `label` is what the progress line says."""

    name: str
    frame: pl.DataFrame
    label: str = ""


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
    """Empty tables without foreign keys, exclusions and plain indexes, made anew after the block.

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
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'x' AND conrelid::regclass::text = ANY(%(names)s)
   OR contype = 'f' AND ARRAY[conrelid, confrelid]::regclass[]::text[] && %(names)s
ORDER BY contype DESC
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


def copy(connection: Any, table: Table, *, settled: bool = False) -> None:
    """Append the frame's rows; an `id` column moves the table's sequence behind it.

    `settled` marks them as seen by everyone, which only a table of `bare_tables` allows.
    """
    columns = ", ".join(f'"{name}"' for name in table.frame.columns)
    options = "FORMAT csv, FREEZE" if settled else "FORMAT csv"
    statement = f'COPY "{table.name}" ({columns}) FROM STDIN ({options})'
    with connection.cursor() as cursor:
        with cursor.copy(statement) as rows:
            for part in table.frame.iter_slices(CHUNK_ROWS):
                buffer = io.BytesIO()
                part.write_csv(buffer, include_header=False)
                rows.write(buffer.getvalue())
        if "id" in table.frame.columns:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM"
                f' "{table.name}"))',
                [table.name],
            )
