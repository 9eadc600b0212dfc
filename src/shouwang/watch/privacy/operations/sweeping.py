"""Removing the directories of batches whose rows are gone."""

import shutil
from datetime import datetime, timedelta

from shouwang.kernel import scope
from shouwang.watch.intake import keeping
from shouwang.watch.intake.models import ImportBatch

GRACE = timedelta(days=1)  # a directory is older than any upload under way
_PREFIX = "batch-"


def sweep_batches(*, at: datetime) -> int:
    """Remove what lies beside the database of batches that are no more; returns how many."""
    before = (at - GRACE).timestamp()
    old = {
        int(path.name.removeprefix(_PREFIX)): path
        for path in keeping.root().glob(f"{_PREFIX}*")
        if path.name.removeprefix(_PREFIX).isdecimal() and path.stat().st_mtime < before
    }
    with scope.entered(scope.Scope.everywhere()):
        kept = set(ImportBatch.objects.filter(pk__in=old).values_list("pk", flat=True))
    gone = [path for number, path in old.items() if number not in kept]
    for path in gone:
        shutil.rmtree(path)
    return len(gone)
