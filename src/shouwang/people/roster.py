"""The Excel file with new people: its template, and reading it."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from shouwang.kernel.findings import Reading, refused
from shouwang.people.models import KIND_NAMES
from shouwang.people.rules import Kind

LARGEST = 2 * 1024 * 1024  # bytes of the file
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PEOPLE = 200  # each gets a password that is slow to digest on purpose
_HEADING_WITHIN = 10  # rows in which the heading is looked for
HEADINGS = ("用户名", "姓名", "电话", "职责", "地区", "起", "最后一天", "事由")
_WIDTHS = (16, 12, 16, 14, 24, 13, 13, 30)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row as text, and its number in the sheet."""

    number: int
    username: str
    display_name: str
    telephone: str
    kind: str
    place: str
    begins_on: str
    last_on: str
    reason: str

    def plain(self) -> list[Any]:
        """What can be written down and read back by `RosterRow(*plain)`."""
        return list(astuple(self))


def template(kinds: Iterable[Kind]) -> bytes:
    """An empty sheet with headings, drop-downs and a sheet of explanations."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, head = book.add_worksheet("人员"), book.add_format({"bold": True, "bottom": 1})
        text, day = (
            book.add_format({"num_format": "@"}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        for number, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(number, number, width, day if number in {5, 6} else text)
            sheet.write_string(0, number, heading, head)
        sheet.freeze_panes(1, 0)
        names = [str(KIND_NAMES[kind]) for kind in Kind if kind in set(kinds)]
        sheet.data_validation(1, 3, MOST_PEOPLE, 3, {"validate": "list", "source": names})
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 70)
        for number, (name, note) in enumerate(_NOTES):
            notes.write_string(number, 0, name)
            notes.write_string(number, 1, note)
    return target.getvalue()


_NOTES = (
    ("用户名", "小写字母开头，可含数字、点和横线，例如 lihua；建好后不能改"),
    ("姓名", "必填"),
    ("电话", "可不填；手机或带区号的座机"),
    ("职责", "从下拉框选"),
    ("地区", "12位区划代码，或名称；村写“乡镇名 村名”，例如 壬田镇 洗心村"),
    ("起", "日期，例如 2024-07-01；不填为今天"),
    ("最后一天", "日期；不填为一年；最长三年"),
    ("事由", "例如分工通知的文件号"),
)


def read(content: bytes) -> Reading[list[RosterRow]]:
    """The rows of the first sheet, or why the file cannot be read."""
    if len(content) > LARGEST:
        return refused("too_large", "文件超过 2 MB，请只保留人员一张表")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                return refused("too_large", "文件展开后太大，请只保留人员一张表")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, IndexError):
        return refused("not_excel", "这不是 Excel 文件（.xlsx），请下载模板填写")
    return _rows(cells)


def _rows(cells: Sequence[Sequence[Any]]) -> Reading[list[RosterRow]]:
    for at, row in enumerate(cells[:_HEADING_WITHIN]):
        names = [_text(cell).replace(" ", "") for cell in row]
        if "用户名" in names:
            missing = [heading for heading in HEADINGS if heading not in names]
            if missing:
                return refused("no_column", f"缺少列：{'、'.join(missing)}，请用模板")
            columns = [names.index(heading) for heading in HEADINGS]
            return _people(cells[at + 1 :], at + 2, columns)
    return refused("no_heading", "没有找到标题行（用户名、姓名……），请用模板")


def _people(
    cells: Sequence[Sequence[Any]], first: int, columns: Sequence[int]
) -> Reading[list[RosterRow]]:
    rows = []
    for number, row in enumerate(cells, first):
        values = [_text(row[column]) for column in columns]
        if any(values):
            rows.append(RosterRow(number, *values))
    if not rows:
        return refused("empty", "表里没有人员，请在标题行下面填写")
    if len(rows) > MOST_PEOPLE:
        return refused("too_many", f"一次最多{MOST_PEOPLE}人，这张表有{len(rows)}人，请分开")
    return Reading(rows)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
