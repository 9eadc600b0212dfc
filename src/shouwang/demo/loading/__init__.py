"""Loads the demonstration county into the registry: all of it, or nothing.

Runs as the tables' owner in one transaction. PostgreSQL does not copy into tables with row
security, so it is lifted for the loaded tables and forced again before the transaction ends.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from shouwang.demo import DEFAULT_SEED, county
from shouwang.demo.errors import RegistryNotEmpty
from shouwang.demo.loading import copying, figures, frames
from shouwang.demo.writing import complete_directory
from shouwang.kernel import scope
from shouwang.people import demonstration
from shouwang.regions import operations as regions
from shouwang.watch.registry.models import Statistic

COUNTY = "360781000000"
SCREENED_ON = (date(2024, 5, 31), date(2024, 6, 30))
CHECKED = "360781102000"  # the township of the demonstration's clerk and cadre
Say = Callable[[str], None]


def is_loaded() -> bool:
    """Whether the demonstration county is in the registry."""
    with scope.entered(scope.Scope.everywhere()):
        return Statistic.objects.filter(key="demonstration").exists()


def load(*, say: Say, seed: int = DEFAULT_SEED, scale: float = 1.0) -> county.CountySummary:
    """Draw the county and load it with its divisions and accounts.

    Raises RegistryNotEmpty when households of others are there.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".demonstration-", dir=settings.DATA))
    try:
        say("drawing the people of the demonstration county")
        summary = draw(folder / "drawn", seed=seed, scale=scale)
        load_drawn(folder / "drawn", say=say)
    finally:
        shutil.rmtree(folder)
    return summary


def draw(out: Path, *, seed: int = DEFAULT_SEED, scale: float = 1.0) -> county.CountySummary:
    """Draw the county into a new folder as rows of the registry's tables; needs no database.

    Identity and telephone numbers in them are sealed with this installation's keys.
    """
    with complete_directory(out) as partial:
        summary = county.generate(partial / "county", seed=seed, scale=scale)
        tables = [
            *frames.tables(partial / "county", COUNTY),
            figures.statistics(partial / "county", COUNTY),
        ]
        shutil.rmtree(partial / "county")
        copying.write(tables, partial / "rows")
    return summary


def load_drawn(drawn: Path, *, say: Say) -> None:
    """Load what `draw` has written, with divisions and accounts; raises as `load` does."""
    folder = drawn / "rows"
    *tables, last = copying.read(folder)
    with scope.entered(scope.Scope.everywhere()):
        regions.load_demonstration()
        demonstration.create()
        names = [table.name for table in tables]
        with copying.open_tables(connection, [*names, last.name]):
            _refuse_others()
            with copying.bare_tables(connection, names):
                for table in tables:
                    say(f"loading {table.label}: {table.rows:,} rows")
                    copying.copy(connection, folder, table, settled=True)
                say("making the indexes")
            copying.copy(connection, folder, last)
            _analyze([*names, last.name])


def _analyze(names: list[str]) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'ANALYZE "{name}"')


def _refuse_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM registry_household)")
        if cursor.fetchone()[0]:
            raise RegistryNotEmpty
