"""The cooperative's Excel table of declarations: what is to be filled in, and reading it back."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from shouwang.kernel.excel import clean
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.market.supply.operations import Said
from shouwang.market.supply.rules import KG

LARGEST = 2 * 1024 * 1024  # bytes of the file
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS = 5000
MOST_GRAMS = 1_000_000 * KG
_FIXED = ("链接编号", "社员号", "品种")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a household's crop, and grams by month."""

    link: UUID
    number: str
    label: str
    crop: str
    crop_name: str
    grams: Mapping[date, int]


def written(rows: Sequence[Row], months: Sequence[date]) -> bytes:
    """The table as an Excel file, kilograms by month, what is declared already filled in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, head = book.add_worksheet("供货申报"), book.add_format({"bold": True, "bottom": 1})
        for column, heading in enumerate([*_FIXED, *map(_heading, months)]):
            sheet.set_column(column, column, 14)
            sheet.write_string(0, column, heading, head)
        sheet.freeze_panes(1, len(_FIXED))
        for number, row in enumerate(rows, 1):
            for column, text in enumerate((row.number, row.label, row.crop_name)):
                sheet.write_string(number, column, clean(text))
            for column, month in enumerate(months, len(_FIXED)):
                if month in row.grams:
                    sheet.write_number(number, column, row.grams[month] / KG)
        notes = book.add_worksheet("填写说明")
        notes.write_string(
            0, 0, "每格填这一户这个月能卖的千克数；空着的格不改动已申报的。前三列不要改。"
        )
    return target.getvalue()


def read(content: bytes, rows: Sequence[Row], months: Sequence[date]) -> Reading[list[Said]]:
    """What an uploaded table says; every cell that cannot be used is named with its place.

    Only households and crops of the table handed out are known.
    """
    if len(content) > LARGEST:
        return refused("too_large", "文件超过 2 MB，请用下载的表填写")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                return refused("too_large", "文件展开后太大，请用下载的表填写")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, IndexError):
        return refused("not_excel", "这不是 Excel 文件（.xlsx），请用下载的表填写")
    return _read(cells, rows, months)


def _read(
    cells: Sequence[Sequence[Any]], rows: Sequence[Row], months: Sequence[date]
) -> Reading[list[Said]]:
    heads = [_text(cell) for cell in cells[0]] if cells else []
    if heads[: len(_FIXED)] != list(_FIXED):
        return refused("no_heading", "前三列应是链接编号、社员号、品种，请用下载的表填写")
    if len(cells) > MOST_ROWS:
        return refused("too_many", f"一次最多 {MOST_ROWS} 行")
    by_heading = {_heading(month): month for month in months}
    columns = {at: by_heading[head] for at, head in enumerate(heads) if head in by_heading}
    known = {(row.number, row.crop_name): row for row in rows}
    said: list[Said] = []
    findings: list[Finding] = []
    for number, line in enumerate(cells[1:], 2):
        _read_line(number, line, columns, known, said, findings)
    return Reading(None if findings else said, tuple(findings[:50]))


def _read_line(
    number: int,
    line: Sequence[Any],
    columns: Mapping[int, date],
    known: Mapping[tuple[str, str], Row],
    said: list[Said],
    findings: list[Finding],
) -> None:
    if not any(_text(cell) for cell in line):
        return
    row = known.get((_text(line[0]), _text(line[2])))
    if row is None:
        findings.append(Finding("row_unknown", f"第{number}行：没有这个链接编号和品种"))
        return
    for at, month in columns.items():
        text = _text(line[at]) if at < len(line) else ""
        if not text:
            continue
        grams = grams_of(text)
        if grams is None:
            words = f"第{number}行 {_heading(month)}：“{text[:20]}”不是千克数"
            findings.append(Finding("not_kilograms", words))
        else:
            said.append(Said(row.link, row.crop, month, grams))


def grams_of(text: str) -> int | None:
    """Kilograms as typed, in grams; None for what is no weight, below zero or beyond reason."""
    try:
        grams = Decimal(text) * KG
    except InvalidOperation:
        return None
    if not grams.is_finite() or not 0 <= grams <= MOST_GRAMS:
        return None
    return int(grams.to_integral_value())


def _heading(month: date) -> str:
    return f"{month:%Y-%m} 千克"


def _text(cell: Any) -> str:
    return str(cell).strip()
