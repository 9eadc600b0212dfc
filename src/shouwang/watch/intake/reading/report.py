"""The list back to who sent it: the same rows, with a column that says what is wrong in each."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shouwang.kernel.excel import SHEET_ROWS, clean
from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.reading.findings import SHEET
from shouwang.watch.intake.reading.guard import form_of
from shouwang.watch.intake.reading.headings import Heading, find_heading
from shouwang.watch.intake.reading.read import open_tables
from shouwang.watch.intake.reading.rows import split
from shouwang.watch.intake.reading.tables import ROW, Table

REASON = "错误原因"
_BLOCK = 20_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def report(
    path_in: Path,
    layout: Layout,
    findings: pl.DataFrame,
    path_out: Path,
    *,
    name: str | None = None,
    only: pl.DataFrame | None = None,
) -> int:
    """Write the rows of the list as they were sent, the reasons before them; the rows written.

    Every cell is written as text, so nothing in it is run as a formula. With `only` (`_sheet`,
    `_row`) just those rows are written. Rows that Excel has no room for are left out.
    Raises ListUnreadable as reading does.
    """
    written = 0
    with xlsxwriter.Workbook(str(path_out), dict(_OPTIONS)) as book:
        formats = _Formats(book)
        for table in open_tables(path_in, form_of(path_in, name), _BLOCK):
            heading = find_heading(table, layout)
            if heading is not None and not heading.missing(layout):
                said = findings.filter(pl.col(SHEET) == table.name)
                wanted = None if only is None else only.filter(pl.col(SHEET) == table.name)
                sheet = book.add_worksheet(clean(table.name)[:31] or None)
                written += _Sheet(sheet, formats, table, heading, layout).write(said, wanted)
        if not book.worksheets():
            book.add_worksheet()
    return written


class _Formats:
    """The looks of cells in the file."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        text = {"num_format": "@"}
        self.text = book.add_format(text)
        self.head = book.add_format({**text, "bold": True, "bg_color": "#E8EDF3", "border": 1})
        self.wrong = book.add_format({**text, "bg_color": "#FEE4E2"})
        self.doubt = book.add_format({**text, "bg_color": "#FEF0C7"})
        self.reason = book.add_format({**text, "font_color": "#B42318", "text_wrap": True})


class _Sheet:
    """One table being written back; rows are numbered from the top without gaps."""

    def __init__(
        self,
        sheet: Worksheet,
        formats: _Formats,
        table: Table,
        heading: Heading,
        layout: Layout,
    ) -> None:
        self.sheet, self.formats, self.table, self.heading = sheet, formats, table, heading
        self.places = {
            column.label: heading.places[column.name]
            for column in layout.columns
            if column.name in heading.places
        }
        self.next = 0

    def write(self, findings: pl.DataFrame, only: pl.DataFrame | None) -> int:
        self.sheet.set_column(0, 0, 42)
        self.sheet.set_column(1, len(self.heading.labels), 16)
        for cells in self.table.head[: self.heading.last_row]:
            last = self.next == self.heading.last_row - 1
            self._line(REASON if last else "", cells, self.formats.head, {})
        self.sheet.freeze_panes(self.next, 1)
        first = self.next
        for block in self.table.blocks(self.heading.last_row):
            self._block(block, findings, only)
        return self.next - first

    def _block(
        self, block: pl.DataFrame, findings: pl.DataFrame, only: pl.DataFrame | None
    ) -> None:
        data, _skipped = split(block, self.heading)
        if only is not None:
            data = data.join(only.select(ROW), on=ROW, how="semi", maintain_order="left")
        here = findings.join(data.select(ROW), on=ROW, how="semi")
        said = _by_row(here)
        for number, *cells in data.iter_rows():
            reasons, marks = said.get(number, ("", {}))
            looks = {self.places[c]: w for c, w in marks.items() if c in self.places}
            self._line(reasons, cells, self.formats.text, looks)

    def _line(
        self, reason: str, cells: Sequence[str | None], look: Format, looks: dict[int, str]
    ) -> None:
        if self.next >= SHEET_ROWS:
            return
        first = self.formats.head if look is self.formats.head else self.formats.reason
        self.sheet.write_string(self.next, 0, clean(reason), first)
        for at, cell in enumerate(cells):
            if cell:
                self.sheet.write_string(self.next, at + 1, clean(cell), self._look(looks, at, look))
            elif at in looks:
                self.sheet.write_blank(self.next, at + 1, None, self._look(looks, at, look))
        self.next += 1

    def _look(self, looks: dict[int, str], at: int, usual: Format) -> Format:
        if at not in looks:
            return usual
        return self.formats.wrong if looks[at] == "error" else self.formats.doubt


def _by_row(findings: pl.DataFrame) -> dict[int, tuple[str, dict[str, str]]]:
    """Row: its reasons in one text, and the labels of its cells with their weight."""
    labelled = pl.when(pl.col("column") != "").then(pl.col("column") + "：").otherwise(pl.lit(""))
    rows = findings.group_by(ROW).agg(
        (labelled + pl.col("reason")).str.join("；").alias("reasons"),
        pl.col("column"),
        pl.col("weight"),
    )
    return {
        number: (reasons, dict(zip(columns, weights, strict=True)))
        for number, reasons, columns, weights in rows.iter_rows()
    }
