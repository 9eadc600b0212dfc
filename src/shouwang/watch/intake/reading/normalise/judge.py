"""One column: its cells become values, and what is wrong with the others is named."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from shouwang.watch.intake.layouts import Column, Kind
from shouwang.watch.intake.reading.normalise import days, identity, numbers, words
from shouwang.watch.intake.reading.normalise.places import region
from shouwang.watch.intake.reading.normalise.written import Judged

# of these kinds nearly every cell differs: looking for equal ones first would cost more
_DISTINCT = frozenset({Kind.IDENTITY, Kind.DISABILITY_NUMBER})


@dataclass(frozen=True, slots=True)
class Context:
    """What judging needs beyond the cell: the day after which nothing can have happened, places."""

    on: date | None = None
    places: pl.DataFrame | None = None


def judge(cells: pl.Series, column: Column, context: Context) -> Judged:
    """Values and problems of a column; equal cells are judged once."""
    if cells.null_count() == len(cells):
        return Judged(cells)
    if column.kind in _DISTINCT:
        return _judge(cells, column, context)
    distinct = cells.unique()
    if len(distinct) * 2 > len(cells):
        return _judge(cells, column, context)
    judged = _judge(distinct, column, context)
    if judged.problems is None:
        judged = Judged(judged.values, pl.Series([None] * len(distinct), dtype=pl.String))
    table = pl.DataFrame({"cell": distinct, "value": judged.values, "problem": judged.problems})
    rows = cells.alias("cell").to_frame()
    rows = rows.join(table, on="cell", how="left", nulls_equal=True, maintain_order="left")
    return Judged(rows["value"], rows["problem"])


def _judge(cells: pl.Series, column: Column, context: Context) -> Judged:
    match column.kind:
        case Kind.IDENTITY:
            return identity.identity(cells, on=context.on)
        case Kind.DISABILITY_NUMBER:
            return identity.disability(cells, on=context.on)
        case Kind.TELEPHONE:
            return identity.telephone(cells)
        case Kind.DAY:
            return days.day(cells, on=context.on)
        case Kind.MONTH:
            return days.month(cells, on=context.on)
        case Kind.YUAN:
            least = 0 if column.least is None else column.least
            return numbers.yuan(cells, least=least, most=column.most)
        case Kind.INTEGER:
            return numbers.integer(cells, least=column.least, most=column.most)
        case Kind.DECIMAL:
            return numbers.decimal(cells, least=column.least, most=column.most)
        case Kind.CODE:
            return words.code(cells, column.codes or ())
        case Kind.TRUTH:
            return words.truth(cells)
        case Kind.REGION:
            return region(cells, context.places)
        case Kind.TEXT:
            return words.text(cells)
