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
    """Lift forced row security for the tables' owner inside the block, in its transaction.

    Foreign keys are dropped and made again at the end: one join each instead of one look-up a row.
    """
    with connection.cursor() as cursor:
        keys = _foreign_keys(cursor, names)
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
        for table, key, _definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{key}"')
        yield
        for table, key, definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" {definition}')
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


def _foreign_keys(cursor: Any, names: Sequence[str]) -> list[tuple[str, str, str]]:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(names)],
    )
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
