"""The first findings and differences of a batch, kept in tables for its pages."""

from typing import Any

import polars as pl
from django.db import connection

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.crypto.masking import mask_identity, mask_telephone
from shouwang.watch.intake.models import BatchDifference, BatchFinding, ImportBatch
from shouwang.watch.intake.rules import KEPT_DIFFERENCES, KEPT_FINDINGS
from shouwang.watch.registry.models import Person

_MASKS = {
    "identity": mask_identity,
    "telephone": mask_telephone,
    "disability_number": mask_identity,
}


def keep(batch: ImportBatch, findings: pl.DataFrame) -> None:
    """Replace what the batch's pages show; inside the transaction that compared it."""
    keep_findings(batch, findings)
    keep_differences(batch)


def keep_findings(batch: ImportBatch, findings: pl.DataFrame) -> None:
    """The first findings, errors before warnings."""
    BatchFinding.objects.filter(batch=batch).delete()
    ordered = findings.sort(pl.col("weight") != "error", maintain_order=True)
    BatchFinding.objects.bulk_create(
        [
            BatchFinding(
                batch=batch,
                region_code=batch.region_code,
                sheet=(row["_sheet"] or "")[:60],
                row=row["_row"] or 0,
                column=(row["column"] or "")[:60],
                value=(row["value"] or "")[:120],
                code=row["code"],
                reason=row["reason"][:400],
                weight=row["weight"],
            )
            for row in ordered.head(KEPT_FINDINGS).iter_rows(named=True)
        ],
        batch_size=500,
    )


_DIFFERENCES = """
SELECT s.row, h.number, p.name, d.field, d.before, d.after, d.sealed_before, d.sealed_after
  FROM difference d JOIN staged s USING (n) JOIN registry_household h ON h.id = d.household_id
  LEFT JOIN registry_person p ON p.id = d.person_id
 ORDER BY d.n, d.field LIMIT %s
"""


def keep_differences(batch: ImportBatch) -> None:
    """The first differences; sensitive values masked."""
    BatchDifference.objects.filter(batch=batch).delete()
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [KEPT_DIFFERENCES])
        rows = cursor.fetchall()
    BatchDifference.objects.bulk_create([_difference(batch, *row) for row in rows], batch_size=500)


def _difference(batch: ImportBatch, row: int, number: str, name: str | None, *what: Any) -> Any:
    field, before, after, sealed_before, sealed_after = what
    if field in _MASKS:
        before, after = _masked(field, sealed_before), _masked(field, sealed_after)
    return BatchDifference(
        batch=batch,
        region_code=batch.region_code,
        row=row,
        household=number,
        whose=name,
        field=field,
        before=before,
        after=after,
    )


def _masked(field: str, sealed: bytes | None) -> str | None:
    if sealed is None:
        return None
    return _MASKS[field](sealing.unseal(bytes(sealed), place_of(Person._meta.get_field(field))))
