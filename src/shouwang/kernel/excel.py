"""Excel files of lists: streamed row by row, and never a formula.

Every text is written as a text cell, whatever it begins with, so a name like `=HYPERLINK(…)` that
somebody entered stays a name in the reader's Excel. Identity columns are text too: Excel would
turn eighteen digits into a rounded number.
"""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import FileResponse

SHEET_ROWS = 1_048_576  # what Excel can hold, the heading included
LONGEST_TEXT = 32_767
# with these a spreadsheet begins a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LOCAL = ZoneInfo("Asia/Shanghai")
# XML 1.0 has no place for these; Excel would call the file damaged
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Cell(Enum):
    """What a column holds, and so how its cells are written."""

    TEXT = "text"
    NUMBER = "number"
    YUAN = "yuan"  # from whole fen
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: heading (with its unit), what it holds, width in characters."""

    heading: str
    cell: Cell = Cell.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Written:
    """The finished file; `left_out` counts rows that Excel has no room for."""

    path: Path
    rows: int
    left_out: int = 0


def write(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    remarks: Sequence[tuple[str, str]],
) -> Written:
    """Write a list and its sheet 说明 (filter, time, who, policy version) into a temporary file.

    The caller streams the file and removes it. On any failure the file is removed here.
    """
    handle, name = tempfile.mkstemp(prefix="shouwang-", suffix=".xlsx")
    os.close(handle)
    path = Path(name)
    try:
        return _write(path, title, columns, rows, remarks)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(
    path: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    remarks: Sequence[tuple[str, str]],
) -> Written:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        written, left_out = _list(book, sheet, columns, rows)
        if left_out:
            remarks = [*remarks, ("未能写入", f"另有 {left_out} 行超出 Excel 的容量")]
        _remarks(book, remarks)
    return Written(path, written, left_out)


def _list(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
) -> tuple[int, int]:
    formats = _formats(book)
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.heading, head)
    written = left_out = 0
    for row in rows:
        if written + 1 >= SHEET_ROWS:
            left_out += 1
            continue
        written += 1
        for number, (column, value) in enumerate(zip(columns, row, strict=True)):
            _cell(sheet, written, number, column.cell, value, formats)
    sheet.autofilter(0, 0, written, max(len(columns) - 1, 0))
    return written, left_out


def _formats(book: xlsxwriter.Workbook) -> dict[Cell, xlsxwriter.format.Format]:
    return {
        Cell.TEXT: book.add_format({"num_format": "@"}),
        Cell.NUMBER: book.add_format({"num_format": "#,##0"}),
        Cell.YUAN: book.add_format({"num_format": "#,##0.00"}),
        Cell.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    number: int,
    cell: Cell,
    value: object,
    formats: dict[Cell, xlsxwriter.format.Format],
) -> None:
    shape = formats[cell]
    if value is None:
        sheet.write_blank(row, number, None, shape)
    elif cell is Cell.DAY and isinstance(value, date):
        sheet.write_datetime(row, number, _naive(value), shape)
    elif cell is Cell.YUAN and isinstance(value, int):
        sheet.write_number(row, number, value / 100, shape)
    elif cell is Cell.NUMBER and isinstance(value, int):
        sheet.write_number(row, number, value, shape)
    else:
        sheet.write_string(row, number, clean(str(value)), formats[Cell.TEXT])


def _remarks(book: xlsxwriter.Workbook, remarks: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    for row, (name, text) in enumerate(remarks):
        sheet.write_string(row, 0, clean(name))
        sheet.write_string(row, 1, clean(text))


def handed_over(written: Written, name: str) -> FileResponse:
    """The answer that gives the file to a browser under the name; it is gone from the disk."""
    file = written.path.open("rb")
    written.path.unlink()  # open, it lasts until it is sent
    return FileResponse(file, as_attachment=True, filename=name)


def clean(text: str) -> str:
    """The text without what a workbook cannot hold, cut to a cell's length."""
    return _FORBIDDEN.sub("", text)[:LONGEST_TEXT]


def _naive(value: date) -> date:
    """Excel knows no time zones: an instant becomes the local wall clock."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(LOCAL).replace(tzinfo=None)
    return value


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", clean(title))[:31].strip() or "清单"


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Written:
    """Write a list as CSV into a temporary file: UTF-8 with the mark by which Excel knows it.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. The caller
    streams the file and removes it; on any failure it is removed here.
    """
    handle, name = tempfile.mkstemp(prefix="shouwang-", suffix=".csv")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in columns])
            written = 0
            for row in rows:
                written += 1
                writer.writerow(
                    _plain(column.cell, value) for column, value in zip(columns, row, strict=True)
                )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Written(path, written)


def _plain(cell: Cell, value: object) -> object:
    if value is None:
        return ""
    if cell is Cell.YUAN and isinstance(value, int):
        return f"{value // 100}.{value % 100:02d}"
    if isinstance(value, (int, date)):
        return value
    text = clean(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
