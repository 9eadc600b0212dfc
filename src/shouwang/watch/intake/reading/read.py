"""Reading a list: a file goes in, typed rows and findings come out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from shouwang.watch.intake.layouts import Column, Kind, Layout

BATCH = 50_000
TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.IDENTITY: pl.String(),
    Kind.DISABILITY_NUMBER: pl.String(),
    Kind.TELEPHONE: pl.String(),
    Kind.DAY: pl.Date(),
    Kind.MONTH: pl.Date(),
    Kind.YUAN: pl.Int64(),
    Kind.INTEGER: pl.Int64(),
    Kind.DECIMAL: pl.Float64(),
    Kind.CODE: pl.String(),
    Kind.REGION: pl.String(),
    Kind.TRUTH: pl.Boolean(),
}
FINDINGS = {
    "_sheet": pl.String(),
    "_row": pl.Int64(),
    "column": pl.String(),  # the label, "" where the row or the file as a whole is meant
    "value": pl.String(),  # as written; masked where the column is sensitive
    "code": pl.String(),
    "reason": pl.String(),  # Chinese, says how to mend it
    "weight": pl.String(),  # error, warning
}


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading.

    `rows` holds every row of data, also the wrong ones (a cell that was not understood is null):
    one typed column per column of the layout, `_sheet` and `_row` (the number seen in Excel).
    A row is refused when `findings` has an error for it. `_row` 0 in findings means the sheet,
    `_sheet` "" the file. `skipped` counts what was left out, by reason in Chinese.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    sheets: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> pl.DataFrame:
        """The rows without any error."""
        wrong = self.findings.filter(weight="error").select("_sheet", "_row").unique()
        return self.rows.join(wrong, on=["_sheet", "_row"], how="anti", maintain_order="left")


def row_type(column: Column) -> pl.DataType:
    """The type of a column in `Read.rows`; yuan are whole fen."""
    return TYPES[column.kind]


def batches(
    path: Path,
    layout: Layout,
    *,
    name: str | None = None,
    sheet: str | None = None,
    divisions: pl.DataFrame | None = None,
    size: int = BATCH,
) -> Iterator[Read]:
    """Read a list piece by piece: at most about `size` rows are in memory at once."""
    raise NotImplementedError


def read(
    path: Path,
    layout: Layout,
    *,
    name: str | None = None,
    sheet: str | None = None,
    divisions: pl.DataFrame | None = None,
) -> Read:
    """Read a whole list; `name` is the file's own name where `path` is a temporary file.

    `divisions` (code, name, short_name, parent_code, level) resolves regions; without it only
    codes are understood.
    """
    parts = list(batches(path, layout, name=name, sheet=sheet, divisions=divisions))
    return Read(
        pl.concat([one.rows for one in parts]),
        pl.concat([one.findings for one in parts]),
        tuple(dict.fromkeys(name for one in parts for name in one.sheets)),
        parts[-1].skipped,
    )
