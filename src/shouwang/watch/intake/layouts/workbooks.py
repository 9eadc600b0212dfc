"""The template of a list as an Excel file: what to fill in, drop-downs, an example row."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shouwang.kernel.excel import clean
from shouwang.watch.intake.layouts.declared import Column, Kind, Layout

# A row whose first cell begins so is an example, and is left out when the list is read.
EXAMPLE_MARK = "示例"
NUMBER = "序号"
INSTRUCTIONS = "填写说明"
CHOICES = "选项"
ROWS = 20_000  # so far down drop-downs reach
_SHORT_LIST = 250  # what Excel takes inside a rule; longer lists stand on their own sheet
_KINDS = {
    Kind.TEXT: "文字",
    Kind.IDENTITY: "18位身份证号",
    Kind.DISABILITY_NUMBER: "20位或22位残疾人证号",
    Kind.TELEPHONE: "11位手机号，或区号加固定电话",
    Kind.DAY: "日期，如 2024-06-30",
    Kind.MONTH: "月份，如 2024-06",
    Kind.YUAN: "金额，以元为单位，最多两位小数",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.CODE: "从下拉框中选",
    Kind.REGION: "乡镇＋村的名称，或十二位区划代码",
    Kind.TRUTH: "是或否",
}
_NUMBERS = {Kind.YUAN: "0.00", Kind.INTEGER: "0", Kind.DECIMAL: "0.##"}
_WIDTHS = {Kind.IDENTITY: 22, Kind.DISABILITY_NUMBER: 25, Kind.REGION: 20, Kind.TELEPHONE: 15}
_LETTER_WIDTH = 2.2  # of a Chinese character in the heading, in Excel's units


def workbook(layout: Layout, path: Path) -> None:
    """Write the template to `path`; an existing file there is replaced."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        _Template(book, layout).write()


class _Template:
    """One template being written."""

    def __init__(self, book: xlsxwriter.Workbook, layout: Layout) -> None:
        self.book, self.layout = book, layout
        frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        head = {**frame, "bold": True, "align": "center", "bg_color": "#E8EDF3"}
        self.head = book.add_format(head)
        self.needed = book.add_format({**head, "font_color": "#B42318"})
        self.example = book.add_format({"font_color": "#667085", "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.plain = book.add_format(frame)

    def write(self) -> None:
        instructions = self.book.add_worksheet(INSTRUCTIONS)
        sheet = self.book.add_worksheet(self.layout.title)
        choices = self.book.add_worksheet(CHOICES)
        self._instructions(instructions)
        first = self._headings(sheet)
        self._columns(sheet, choices, first)
        self._example(sheet, first)
        choices.hide()
        sheet.freeze_panes(first, 1)
        sheet.activate()

    def _instructions(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        for at, width in enumerate((24, 10, 34, 60, 26)):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, f"“{self.layout.title}”清单填写说明", self.title)
        row = 2
        for number, note in enumerate([*self.layout.notes, *_notes()], start=1):
            sheet.write_string(row, 0, f"{number}. {note}")
            row += 1
        row += 1
        for at, label in enumerate(("列名", "必填", "填写要求", "可填内容", "示例")):
            sheet.write_string(row, at, label, self.head)
        for line, column in enumerate(self.layout.columns, start=row + 1):
            for at, text in enumerate(_explained(column)):
                sheet.write_string(line, at, clean(text), self.plain)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _headings(self, sheet: Worksheet) -> int:
        """Write one heading row, or two where the form has groups; the first row of data."""
        grouped = any(column.group for column in self.layout.columns)
        last = 1 if grouped else 0
        if grouped:
            sheet.merge_range(0, 0, 1, 0, NUMBER, self.head)
            self._groups(sheet)
        else:
            sheet.write_string(0, 0, NUMBER, self.head)
        for at, column in enumerate(self.layout.columns, start=1):
            mark = "*" if column.required else ""
            sheet.write_string(last, at, column.label + mark, self.needed if mark else self.head)
        sheet.set_row(last, 32)
        return last + 1

    def _groups(self, sheet: Worksheet) -> None:
        numbered = enumerate(self.layout.columns, start=1)
        for name, members in groupby(numbered, key=lambda pair: pair[1].group):
            places = [at for at, _ in members]
            if len(places) > 1:
                sheet.merge_range(0, places[0], 0, places[-1], name, self.head)
            else:
                sheet.write_string(0, places[0], name, self.head)

    def _columns(self, sheet: Worksheet, choices: Worksheet, first: int) -> None:
        sheet.set_column(0, 0, 8)
        for at, column in enumerate(self.layout.columns, start=1):
            width = max(_WIDTHS.get(column.kind, 12), len(column.label) * _LETTER_WIDTH)
            sheet.set_column(at, at, width, self._shape(column))
            rule = self._rule(choices, at, column)
            if rule:
                sheet.data_validation(first, at, first + ROWS, at, rule)

    def _shape(self, column: Column) -> Format:
        shape = _NUMBERS.get(column.kind)
        return self.book.add_format({"num_format": shape}) if shape else self.text

    def _rule(self, choices: Worksheet, at: int, column: Column) -> dict[str, object] | None:
        names = list(_choices(column))
        if not names:
            hint = _hint(column)
            return {"validate": "any", "input_title": column.label[:32], "input_message": hint}
        source: object = names
        if len(",".join(names)) > _SHORT_LIST or any("," in name for name in names):
            letter = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
            choices.write_column(0, at, names, self.text)
            source = f"={CHOICES}!{letter}$1:{letter}${len(names)}"
        return {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "不在可填内容中",
            "error_message": "请从下拉框中选择；确实没有的，上传后会指出这一行",
        }

    def _example(self, sheet: Worksheet, row: int) -> None:
        sheet.write_string(row, 0, EXAMPLE_MARK, self.example)
        for at, column in enumerate(self.layout.columns, start=1):
            if column.example:
                sheet.write_string(row, at, str(column.example), self.example)


def _notes() -> Iterator[str]:
    yield "标题带 * 的列必须填写；列的次序可以改，列名请不要改。"
    yield f"第一行“{EXAMPLE_MARK}”只供参考，上传时自动略过，可以不删。"
    yield "下面可以写“合计”和制表人，上传时自动略过。"


def _explained(column: Column) -> tuple[str, str, str, str, str]:
    needed = "必填" if column.required else ""
    return column.label, needed, _hint(column), "、".join(_choices(column)), str(column.example)


def _hint(column: Column) -> str:
    return (f"{_KINDS[column.kind]}；{column.help}" if column.help else _KINDS[column.kind])[:255]


def _choices(column: Column) -> Iterator[str]:
    if column.kind is Kind.TRUTH:
        yield from ("是", "否")
    yield from (one.name for one in column.codes or ())
