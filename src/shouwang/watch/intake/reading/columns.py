"""A block of a table becomes typed rows and findings."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from shouwang.watch.intake.layouts import Column, Kind, Layout
from shouwang.watch.intake.reading import findings
from shouwang.watch.intake.reading.checks import checks
from shouwang.watch.intake.reading.findings import SHEET
from shouwang.watch.intake.reading.headings import Heading
from shouwang.watch.intake.reading.normalise import Context, judge
from shouwang.watch.intake.reading.tables import ROW, Table

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


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the blocks of one table by one layout."""

    table: Table
    heading: Heading
    layout: Layout
    context: Context

    def rows_of(self, block: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The typed rows of a block of data, and what is wrong in them."""
        values, found = {}, [self._long_rows(block), self._hidden_rows(block)]
        for column in self.layout.columns:
            place = self.heading.places.get(column.name)
            if place is None:
                values[column.name] = pl.Series([None] * block.height, dtype=TYPES[column.kind])
            else:
                values[column.name], problems = self._column(block, place, column)
                found.append(problems)
        rows = pl.DataFrame({SHEET: [self.table.name] * block.height, ROW: block[ROW], **values})
        found.extend(self._against_each_other(rows, block))
        return rows, pl.concat(found)

    def _column(
        self, block: pl.DataFrame, place: int, column: Column
    ) -> tuple[pl.Series, pl.DataFrame]:
        cells = block[str(place)]
        judged = judge(cells, column, self.context)
        values = judged.values.cast(TYPES[column.kind])
        codes = judged.problems
        if codes is None:
            codes = pl.Series([None] * block.height, dtype=pl.String)
        codes = self._marked(block[ROW], place, values, codes)
        if column.required:
            empty = values.is_null() & codes.is_null()
            codes = codes.zip_with(~empty, pl.Series(["required"]))
        return values, findings.of_cells(self.table.name, column, block[ROW], cells, codes)

    def _marked(
        self, numbers: pl.Series, place: int, values: pl.Series, codes: pl.Series
    ) -> pl.Series:
        """A cell whose formula has no value reads as empty: it is named, not taken for empty."""
        at = self.table.first_column + place
        for code, cells in self.table.marked.items():
            rows = [row for row, column in cells if column == at]
            if rows:
                hit = numbers.is_in(rows) & values.is_null()
                codes = codes.zip_with(~hit, pl.Series([code]))
        return codes

    def _long_rows(self, block: pl.DataFrame) -> pl.DataFrame:
        """Cells of a CSV file to the right of the last heading: a comma without its quotes."""
        end = max(at for at, label in enumerate(self.heading.labels) if label) + 1
        over = [name for name in block.columns if name != ROW and int(name) >= end]
        if self.table.name or not over:
            return findings.none()
        extra = block.select(pl.concat_str(over, ignore_nulls=True)).to_series()
        codes = block.select(pl.when(extra != "").then(pl.lit("row_long"))).to_series()
        return findings.of_cells(self.table.name, None, block[ROW], extra, codes)

    def _hidden_rows(self, block: pl.DataFrame) -> pl.DataFrame:
        if not self.table.hidden_rows:
            return findings.none()
        hidden = pl.col(ROW).is_in(sorted(self.table.hidden_rows))
        codes = block.select(pl.when(hidden).then(pl.lit("row_hidden"))).to_series()
        nothing = pl.Series([""] * block.height)
        return findings.of_cells(self.table.name, None, block[ROW], nothing, codes)

    def _against_each_other(
        self, rows: pl.DataFrame, block: pl.DataFrame
    ) -> Iterator[pl.DataFrame]:
        for name, code, condition in checks(self.layout):
            place = self.heading.places.get(name)
            if place is not None:
                hit = rows.select(pl.when(condition).then(pl.lit(code))).to_series()
                column = self.layout.column(name)
                yield findings.of_cells(self.table.name, column, rows[ROW], block[str(place)], hit)
