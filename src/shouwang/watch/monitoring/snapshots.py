"""The facts a run was made on, kept as Parquet beside the database for previews.

`SHOUWANG_DATA/facts/<database>/<place>/run-<number>/` holds the nine tables and
`clues.parquet`. Only the server's account may read them; they hold numbers and codes, never a name
or an identity number.
A snapshot outlives its run until two newer ones of the same place are there, so that a preview that
has just begun can finish.
"""

import re
import shutil
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection

from shouwang.watch.monitoring.models import ScreeningRun

KEPT = 2
_NAME = re.compile(r"run-(\d+)")


def directory(run: ScreeningRun) -> Path:
    """Where the run's snapshot lies, or will."""
    return _place(run) / f"run-{run.pk}"


def exists(run: ScreeningRun) -> bool:
    """Whether the run's facts and clues are there."""
    return (directory(run) / "clues.parquet").exists()


def prepare(run: ScreeningRun) -> Path:
    """The directory to write into, with what an earlier attempt left removed."""
    place = _place(run)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in place.iterdir():
        if path.name.startswith(f".run-{run.pk}.") or path.name == f"run-{run.pk}":
            shutil.rmtree(path, ignore_errors=True)
    return directory(run)


def keep_clues(run: ScreeningRun, clues: pl.DataFrame) -> None:
    """Lay the run's clues beside its facts: what a preview compares with."""
    path = directory(run) / "clues.parquet"
    clues.write_parquet(path)
    path.chmod(0o600)


def discard_older(run: ScreeningRun) -> None:
    """Remove all but the newest snapshots of the run's place."""
    found = [
        (int(match[1]), path)
        for path in _place(run).iterdir()
        if (match := _NAME.fullmatch(path.name))
    ]
    for _number, path in sorted(found)[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _place(run: ScreeningRun) -> Path:
    database = str(connection.settings_dict["NAME"])  # runs of two databases share no number
    return Path(settings.DATA) / "facts" / database / run.region_code
