"""Removing from the vault what no row speaks of: files of uploads cut off, papers long printed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from shouwang.kernel import scope
from shouwang.watch.papers import vault
from shouwang.watch.papers.models import Enclosure, Paper, PrintJob
from shouwang.watch.papers.operations.keeping import LOCK

GRACE = timedelta(days=1)  # a file is older than any upload under way
JOBS_KEPT = timedelta(days=2)


def sweep(*, at: datetime) -> int:
    """Remove orphans of more than a day, directory by directory; returns how many files.

    What many papers were printed into is kept for two days. Uploads wait for the directory in
    hand and the sweep for uploads under way, so no file goes that a row is about to name.
    """
    with scope.entered(scope.Scope.everywhere()):
        PrintJob.objects.filter(at__lt=at - JOBS_KEPT).delete()
    removed = 0
    for files in vault.stored():
        with scope.entered(scope.Scope.everywhere()):
            _alone()
            removed += _sweep_directory(files, (at - GRACE).timestamp())
    return removed


def _sweep_directory(files: Iterable[Path], before: float) -> int:
    old = [path for path in files if path.exists() and path.stat().st_mtime < before]
    digests = {path.name.removesuffix(vault.SMALL) for path in old}
    named = set(Paper.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    named |= set(Enclosure.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    named |= set(PrintJob.objects.filter(file__in=digests).values_list("file", flat=True))
    orphans = [path for path in old if path.name.removesuffix(vault.SMALL) not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
