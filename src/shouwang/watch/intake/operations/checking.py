"""Checking a batch: the file is read piece by piece, staged, compared with the registry."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import polars as pl
from django.db import connection
from django.utils import timezone

from shouwang.kernel import journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.regions.queries import divisions_on
from shouwang.watch.intake import keeping, reading, rowchecks, rules, staging
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ImportBatch, State
from shouwang.watch.intake.operations import comparing, showing
from shouwang.watch.intake.operations.comparing import Outcome
from shouwang.watch.intake.operations.progress import Progress

_READ, _STAGED, _COMPARED = 45, 60, 95


def check(batch: ImportBatch, progress: Progress) -> None:
    """Read, stage and compare; the batch is `checked` or `stopped` afterwards.

    Raises what reading and comparing raise; nothing but the batch itself has changed then.
    """
    today = timezone.localdate()
    keeping.clear(batch)
    found, rows = _read(batch, today, progress)
    county = scope.Scope.of([RegionCode.of(RegionCode(batch.region_code).county)])
    with scope.entered(county):
        values = comparing.values_of(batch, today)
        outcome = comparing.compare(batch, values, _staging(progress, rows))
        progress.note(_COMPARED, "整理结果")
        every = pl.concat([found, _of_registry(batch)], how="vertical")
        keeping.write_findings(batch, every)
        showing.keep(batch, every)
        limits = comparing.limits(batch, today)
    _finish(batch, outcome, every, limits)


def settle(batch: ImportBatch, outcome: Outcome, limits: rules.Limits) -> None:
    """Write into the batch what a merge would do, and whether it may be done."""
    for name in ("rows", "refused", "duplicated", "unmatched", "new", "changed", "same", "digest"):
        setattr(batch, name, getattr(outcome, name))
    batch.refusal = rules.stopped(outcome.rows, outcome.refused, outcome.duplicated, limits)
    batch.state = State.STOPPED if batch.refusal else State.CHECKED
    batch.checked_at, batch.percent, batch.step = timezone.now(), 100, "检查完成"


def _finish(
    batch: ImportBatch, outcome: Outcome, findings: pl.DataFrame, limits: rules.Limits
) -> None:
    with scope.entered(scope.Scope.everywhere()):
        settle(batch, outcome, limits)
        batch.counts = dict(Counter(findings["code"].to_list()))
        batch.save()
        journal.record(
            by=None,
            act="intake.check",
            subject=batch,
            region=RegionCode(batch.region_code),
            evidence={
                "layout": batch.layout,
                "sha256": batch.sha256,
                "state": batch.state,
                "rows": outcome.rows,
                "refused": outcome.refused,
                "unmatched": outcome.unmatched,
                "new": outcome.new,
                "changed": outcome.changed,
            },
        )


def _read(batch: ImportBatch, today: date, progress: Progress) -> tuple[pl.DataFrame, int]:
    """Stage the file; returns what was found in it and how many rows it has."""
    kind, rows, findings = layout(batch.layout), 0, []
    for number, piece in enumerate(_pieces(batch, today)):
        own = _unsaid(rowchecks.findings(kind, piece.rows), piece.findings)
        found = pl.concat([piece.findings.select(own.columns), own], how="vertical_relaxed")
        findings.append(found)
        wrong = found.filter(pl.col("weight") == rules.ERROR).select("_sheet", "_row")
        if piece.rows.height:
            staged = staging.staged(kind, piece.rows, rows + 1, wrong)
            keeping.write_part(batch, number, staged)
            del staged
        rows += piece.rows.height
        progress.note(min(_READ, 2 + number * 4), f"读取第 {rows:,} 行")
    return pl.concat(findings, how="vertical_relaxed"), rows


def _unsaid(own: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Without the warnings about rows in which a cell could not be read: they follow from it."""
    wrong = said.filter(pl.col("weight") == rules.ERROR).select("_sheet", "_row").unique()
    unclear = own.join(wrong, on=["_sheet", "_row"], how="semi").filter(code="person_unclear")
    return own.join(unclear, on=["_sheet", "_row", "code"], how="anti", maintain_order="left")


def _pieces(batch: ImportBatch, today: date) -> Iterator[reading.Read]:
    kind = layout(batch.layout)
    with scope.entered(scope.Scope.everywhere()):
        divisions = _divisions(batch)
    with keeping.opened(batch) as path:
        yield from reading.batches(path, kind, name=batch.file_name, divisions=divisions, on=today)


def _divisions(batch: ImportBatch) -> pl.DataFrame:
    """The divisions of the county, by which places written in words are understood."""
    county = RegionCode(batch.region_code).county
    rows = divisions_on(timezone.localdate()).filter(code__startswith=county)
    names = ("code", "name", "short_name", "parent_code", "level")
    schema = {name: pl.Int64 if name == "level" else pl.String for name in names}
    return pl.DataFrame(list(rows.values_list(*names)), schema=schema, orient="row")


def _staging(progress: Progress, rows: int) -> comparing.Note:
    def note(done: int) -> None:
        percent = _READ + (_STAGED - _READ) * done // max(rows, 1)
        progress.note(percent, f"与台账比对 {done:,} / {rows:,} 行")

    return note


_FROM_REGISTRY = """
SELECT s.sheet, s.row, f."column", '', f.code, f.reason, f.weight
  FROM finding f JOIN staged s USING (n) ORDER BY f.n
"""


def _of_registry(batch: ImportBatch) -> pl.DataFrame:
    """What comparing found, in the shape of what reading found."""
    schema = dict(rowchecks.SCHEMA)
    with connection.cursor() as cursor:
        cursor.execute(_FROM_REGISTRY)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
