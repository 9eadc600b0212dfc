"""Facts out of the registry: set-based, by COPY, never a Python object per row.

Row security applies: the caller's scope must be entered, and what it hides is not in the facts.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import polars as pl
from django.db import connection
from psycopg import IsolationLevel

from shouwang.engine import Facts, Pack
from shouwang.engine.facts.standard import TABLES, Role
from shouwang.engine.model import Aggregate, Expression, Parameter, walk
from shouwang.kernel import bulk, scope
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level
from shouwang.kernel.scope import Scope
from shouwang.watch.monitoring.errors import FactsTargetExists
from shouwang.watch.monitoring.facts_sql import STATEMENTS

# Two windows of twelve whole months before the day's month, the day's own month, and one to spare:
# what the rules of the standard can see. A longer window of the policy reads more (`months_seen`).
LEAST_MONTHS = 26
SHORTEST_MONTH = 28

_TYPES: dict[Role, type[pl.DataType]] = {
    Role.FLAG: pl.Boolean,
    Role.DAY: pl.Date,
    Role.MONTH: pl.Date,
    Role.GRADE: pl.Int64,
    Role.AMOUNT: pl.Int64,
}
SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    name: {column.name: _TYPES.get(column.role, pl.String) for column in table.columns}
    for name, table in TABLES.items()
}

Report = Callable[[str, int, int], None]
Parameters = dict[str, str | date | int | None]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is read: villages whose code begins with `prefix`, on a day, so many months back."""

    prefix: str
    on: date
    months: int = LEAST_MONTHS
    household: int | None = None

    @property
    def parameters(self) -> Parameters:
        """The statements' parameters."""
        return {
            "low": self.prefix.ljust(LENGTH, "0"),
            "high": self.prefix.ljust(LENGTH, "9"),
            "on": self.on,
            "since": add_months(self.on, -self.months),
            "household": self.household,
        }


def months_seen(pack: Pack) -> int:
    """How many months back some rule of the pack may look; 30 for the packaged one.

    Every window is a parameter in days or months that an indicator names, and is looked at twice at
    most (the income window and the one before it). A county that lengthens one still gets all the
    facts it needs.
    """
    windows = [
        value.value if parameter.unit == "months" else value.value // SHORTEST_MONTH + 1
        for parameter in map(pack.parameters.__getitem__, _parameters_of_indicators(pack))
        if parameter.unit in {"months", "days"}
        for value in parameter.values
    ]
    return max(LEAST_MONTHS, 2 * max(windows, default=0) + 2)


def _parameters_of_indicators(pack: Pack) -> set[str]:
    computed = [one.computed for one in pack.indicators.values()]
    counted = [
        part for one in computed if isinstance(one, Aggregate) for part in (one.value, one.where)
    ]
    expressions = [one for one in (*computed, *counted) if isinstance(one, Expression)]
    nodes = (node for expression in expressions for node in walk(expression))
    return {node.name for node in nodes if isinstance(node, Parameter)}


def facts(prefix: str, on: date, *, months: int = LEAST_MONTHS) -> Facts:
    """The checked facts of every household under the prefix, as known on the day."""
    return Facts.from_tables(tables(Reach(prefix, on, months)))


def tables(reach: Reach) -> dict[str, pl.DataFrame]:
    """The nine tables in memory.

    What refers is read before what it refers to, so that rows added meanwhile leave no gap.
    """
    return {name: table(STATEMENTS[name], name, reach.parameters) for name in reversed(STATEMENTS)}


def table(rows: str, name: str, parameters: Parameters) -> pl.DataFrame:
    """One table in one message: the driver spends longer on a row of COPY than the server does."""
    fields = ", ".join(_csv_field(column, kind) for column, kind in SCHEMAS[name].items())
    statement = f"""
SELECT string_agg(concat_ws(',', {fields}), E'\n')
  FROM ({rows}) AS t({", ".join(SCHEMAS[name])})
"""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (text,) = cursor.fetchone()
    if text is None:
        return pl.DataFrame(schema=SCHEMAS[name])
    return pl.read_csv(text.encode(), schema=SCHEMAS[name], has_header=False)


def _csv_field(column: str, kind: type[pl.DataType]) -> str:
    """A column as text that no separator breaks; null is nothing, "" is quoted."""
    if kind is pl.String:
        return f"coalesce('\"' || replace({column}::text, '\"', '\"\"') || '\"', '')"
    return f"coalesce({column}::text, '')"


def write_facts(
    reach: Reach,
    directory: Path,
    *,
    suffix: str = "parquet",
    report: Report | None = None,
    private: bool = False,
) -> dict[str, int]:
    """Write the nine tables into a new directory, streaming; returns the rows of each.

    The directory appears whole or not at all. `report(table, done, of)` is called before
    each table. With `private` only the server's account may read the files. Raises
    FactsTargetExists.
    """
    if directory.exists():
        raise FactsTargetExists(path=directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    if is_wide(reach.prefix):
        bulk.plan_for_many()
    with _new_directory(directory, private=private) as making:
        return {
            name: _write_table(name, reach, making / f"{name}.{suffix}", done, report)
            for done, name in enumerate(reversed(STATEMENTS))
        }


def _write_table(name: str, reach: Reach, path: Path, done: int, report: Report | None) -> int:
    if report is not None:
        report(name, done, len(STATEMENTS))
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".rows") as rows:
        count = _copy(name, reach, rows)
        rows.flush()
        scanned = pl.scan_csv(rows.name, schema=SCHEMAS[name], has_header=False)
        if path.suffix == ".csv":
            scanned.sink_csv(path)
        else:
            scanned.sink_parquet(path)
    return count


def _copy(name: str, reach: Reach, into: IO[bytes]) -> int:
    """Stream one table as CSV; returns its number of rows."""
    statement = f"COPY ({STATEMENTS[name]}) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor:
        # psycopg's own cursor: Django's wrapper for debugging knows no parameters here
        with cursor.cursor.copy(statement, reach.parameters) as rows:
            for row in rows:
                into.write(row)
        return int(cursor.rowcount)


def is_wide(prefix: str) -> bool:
    """Whether the place is a county or more, so that statements read whole tables."""
    return len(prefix) < DIGITS[Level.TOWNSHIP]


@contextlib.contextmanager
def one_snapshot(inside: Scope) -> Iterator[None]:
    """Enter a scope in which every statement sees the same state of the database.

    Inside a transaction that is already open its own isolation holds.
    """
    if connection.in_atomic_block:
        with scope.entered(inside):
            yield
        return
    connection.ensure_connection()
    session = connection.connection
    session.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with scope.entered(inside):
            yield
    finally:
        if not session.closed:
            session.isolation_level = None


@contextlib.contextmanager
def _new_directory(directory: Path, *, private: bool) -> Iterator[Path]:
    mode = 0o700 if private else 0o755
    making = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
    try:
        yield making
        for path in making.iterdir():
            path.chmod(mode & 0o666)
        making.chmod(mode)
        os.rename(making, directory)
    finally:
        shutil.rmtree(making, ignore_errors=True)
