"""Checks of a row by itself that reading leaves to us, over whole columns at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from shouwang.watch.intake.layouts import Kind, Layout
from shouwang.watch.intake.rules import ERROR, WARNING

EARLIEST = date(1900, 1, 1)
SCHEMA = {
    "_sheet": pl.String,
    "_row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "reason": pl.String,
    "weight": pl.String,
}


@dataclass(frozen=True, slots=True)
class Check:
    """A condition under which a row is wrong, and how to say so; `column` is named in the file."""

    code: str
    column: str
    wrong: pl.Expr
    reason: str
    weight: str = ERROR


def findings(layout: Layout, rows: pl.DataFrame) -> pl.DataFrame:
    """Everything that is wrong with single rows; the columns are those of reading's findings."""
    parts = [_found(layout, rows, check) for check in _checks(layout)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


def _found(layout: Layout, rows: pl.DataFrame, check: Check) -> pl.DataFrame:
    return rows.filter(check.wrong).select(
        "_sheet",
        pl.col("_row").cast(pl.Int64),
        pl.lit(layout.column(check.column).label).alias("column"),
        pl.col(check.column).cast(pl.String).fill_null("").alias("value"),
        pl.lit(check.code).alias("code"),
        pl.lit(check.reason).alias("reason"),
        pl.lit(check.weight).alias("weight"),
    )


def _checks(layout: Layout) -> Iterable[Check]:
    if layout.name == "households":
        yield from _households()
    if layout.name == "members":
        unknown = pl.col("identity").is_null() & pl.col("birth_on").is_null()
        reason = "证件号码和出生日期都没有填，无法确认是谁"
        yield Check("person_unclear", "birth_on", unknown, reason, WARNING)
    for column in layout.columns:
        if column.kind in {Kind.DAY, Kind.MONTH}:
            reason = "日期早于1900年，请核对年份"
            yield Check("day_too_early", column.name, pl.col(column.name) < EARLIEST, reason)


def _households() -> Iterable[Check]:
    for kind, label in (("cause", "致贫原因"), ("risk", "风险类型")):
        for rank in (2, 3):
            gap = pl.col(f"{kind}_{rank}").is_not_null() & pl.col(f"{kind}_{rank - 1}").is_null()
            reason = f"前一个{label}空着，请依次填写"
            yield Check(f"{kind}_gap", f"{kind}_{rank}", gap, reason)
        words = [pl.col(f"{kind}_{rank}") for rank in (1, 2, 3)]
        twice = (words[0] == words[1]) | (words[1] == words[2]) | (words[0] == words[2])
        yield Check(f"{kind}_twice", f"{kind}_1", twice, f"同一{label}填了两次")
    backwards = pl.col("lifted_on") < pl.col("registered_on")
    yield Check("lifted_first", "lifted_on", backwards, "脱贫日期早于建档日期")
    alone = pl.col("lifted_on").is_not_null() & pl.col("registered_on").is_null()
    yield Check("lifted_unregistered", "lifted_on", alone, "填了脱贫日期，没有填建档日期")
