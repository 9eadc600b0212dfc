"""Findings as a frame: sheet, row, column, value as written, and why."""

from collections.abc import Iterable

import polars as pl

from shouwang.watch.intake.layouts import Column
from shouwang.watch.intake.reading.reasons import masked, reason, weight
from shouwang.watch.intake.reading.tables import ROW

SHEET = "_sheet"
SCHEMA = pl.Schema(
    {
        SHEET: pl.String(),
        ROW: pl.Int64(),
        "column": pl.String(),  # the label, "" where the row or the file as a whole is meant
        "value": pl.String(),  # as written; masked where the column is sensitive
        "code": pl.String(),
        "reason": pl.String(),  # Chinese, says how to mend it
        "weight": pl.String(),  # error, warning
    }
)


def none() -> pl.DataFrame:
    """No findings."""
    return pl.DataFrame(schema=SCHEMA)


def of_cells(
    sheet: str, column: Column | None, rows: pl.Series, written: pl.Series, codes: pl.Series
) -> pl.DataFrame:
    """A finding for every code that is not null; the three series are equally long."""
    wrong = codes.is_not_null()
    if not wrong.any():
        return none()
    frame = pl.DataFrame({ROW: rows, "value": written, "code": codes}).filter(wrong)
    named = frame["code"].unique().to_list()
    value = pl.col("value").fill_null("").str.slice(0, 100)
    return frame.select(
        pl.lit(sheet).alias(SHEET),
        ROW,
        pl.lit(column.label if column else "").alias("column"),
        masked(value) if column and column.sensitive else value,
        "code",
        pl.col("code").replace_strict({c: reason(c, column) for c in named}).alias("reason"),
        pl.col("code").replace_strict({c: weight(c, column) for c in named}).alias("weight"),
    ).cast(SCHEMA)


def of_sheet(
    sheet: str, code: str, headings: Iterable[str], column: Column | None = None
) -> pl.DataFrame:
    """A finding about the sheet as a whole, one for each heading meant."""
    rows = [(sheet, 0, h, "", code, reason(code, column), weight(code, None)) for h in headings]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
