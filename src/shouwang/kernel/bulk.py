"""Many rows at once into a table with row security.

PostgreSQL refuses COPY FROM on such a table. The rows are copied into a temporary table of the
transaction and moved from there by one INSERT … SELECT, to which the policies apply.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model

REPORT_EVERY = 50_000
_STAGE = "shouwang_copying"


class ArrowTable(Protocol):
    """What a PyArrow table or a Polars frame's `to_arrow()` offers."""

    def to_batches(self) -> Iterable[Any]:
        """The record batches."""


@transaction.atomic
def copy_into(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]] | ArrowTable,
    *,
    progress: Callable[[int], None] = lambda copied: None,
) -> int:
    """Insert the rows (database columns, database values) in one statement; returns how many.

    Values go straight to PostgreSQL: encrypted columns must be sealed and their blind indexes
    digested before (`sealing.seal_many`, `blind_many`). A column that is not named gets its
    default in the database, and a place its parent's. All or nothing; memory stays bounded.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_STAGE} ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0"
        )
        with cursor.copy(f"COPY {_STAGE} ({names}) FROM STDIN") as copy:
            _write(copy, _tuples(rows), progress)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {_STAGE}")
        inserted: int = cursor.rowcount
        cursor.execute(f"DROP TABLE {_STAGE}")
    return inserted


def _write(copy: Any, rows: Iterable[Sequence[Any]], progress: Callable[[int], None]) -> None:
    copied, source = 0, iter(rows)
    while part := list(islice(source, REPORT_EVERY)):
        for row in part:
            copy.write_row(row)
        copied += len(part)
        progress(copied)


def _tuples(rows: Iterable[Sequence[Any]] | ArrowTable) -> Iterable[Sequence[Any]]:
    if not hasattr(rows, "to_batches"):
        return rows
    return (
        row
        for batch in rows.to_batches()
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    )


def plan_for_many() -> None:
    """Let the rest of the transaction join by hashing: for statements over a whole county or more.

    The planner cannot know how much of a table a policy of row security shows; it supposes half a
    per cent, chooses nested loops and walks an index once for each of a hundred thousand rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")


def plan_for_groups() -> None:
    """Let the rest of the transaction gather groups by hashing: for sums over a whole county.

    Supposing a handful of rows behind row security, the planner sorts millions to sum a few.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")


def plan_for_walking() -> None:
    """Let the rest of the transaction walk an index in its order, and stop at a limit.

    For one page of a long list: the planner supposes that row security leaves a handful of rows
    and sorts them, when there are a hundred thousand; or starts workers, which takes longer than
    the walk. What a page reads besides, it reads by keys.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_sort', 'off', true),"
            " set_config('enable_bitmapscan', 'off', true),"
            " set_config('max_parallel_workers_per_gather', '0', true)"
        )
