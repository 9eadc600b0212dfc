"""Files to hand over, and handing them over as a person would."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.utils import timezone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.watch.intake import operations
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ImportBatch
from shouwang.watch.intake.operations import Handover

AS_OF = date(2024, 6, 30)


def csv(path: Path, name: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """A list as CSV: the columns that any row names, under their labels."""
    named = list(dict.fromkeys(column for row in rows for column in row))
    labels = [layout(name).column(column).label for column in named]
    lines = [",".join(labels)] + [",".join(row.get(c, "") for c in named) for row in rows]
    file = path / f"{name}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def handed_over(
    name: str, file: Path, *, by: Account, place: str, as_of: date = AS_OF
) -> ImportBatch:
    """The batch of a file, not yet checked."""
    with entered(Scope.everywhere(account=str(by.pk))):
        return operations.receive(
            Handover(name, place, file, file.name, as_of),
            by=by,
            at=timezone.now(),
            queue=False,
        )


def checked(name: str, file: Path, *, by: Account, place: str, as_of: date = AS_OF) -> ImportBatch:
    """The batch of a file after its check."""
    batch = handed_over(name, file, by=by, place=place, as_of=as_of)
    operations.check_batch(batch.pk)
    return fresh(batch)


def merged(batch: ImportBatch, *, by: Account) -> ImportBatch:
    """The batch after its merge was asked for and done."""
    with entered(Scope.everywhere()):
        operations.request_merge(batch.pk, by=by, at=timezone.now(), queue=False)
    operations.merge_batch(batch.pk)
    return fresh(batch)


def fresh(batch: ImportBatch) -> ImportBatch:
    """The batch as it is in the database now."""
    with entered(Scope.everywhere()):
        return ImportBatch.objects.select_related("by", "source").get(pk=batch.pk)
