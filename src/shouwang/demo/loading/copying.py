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
    """Take foreign keys, exclusions and plain indexes away inside the block, then make them anew.

    Built once over all rows they cost a fraction of being kept row by row.
    """
    with connection.cursor() as cursor:
        constraints = _asked(cursor, _CONSTRAINTS, names)
        indexes = _asked(cursor, _INDEXES, names)
        for table, name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _table, _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'x') AND conrelid::regclass::text = ANY(%s) ORDER BY contype DESC
"""
_INDEXES = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def _asked(cursor: Any, query: str, names: Sequence[str]) -> list[tuple[str, str, str]]:
    cursor.execute(query, [list(names)])
    found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


def copy(connection: Any, table: Table) -> None:
    """Append the frame's rows; an `id` column moves the table's sequence behind it."""
    columns = ", ".join(f'"{name}"' for name in table.frame.columns)
    statement = f'COPY "{table.name}" ({columns}) FROM STDIN (FORMAT csv)'
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
