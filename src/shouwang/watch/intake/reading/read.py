"""Reading a list: a file goes in, typed rows and findings come out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from shouwang.watch.intake.layouts import Column, Layout
from shouwang.watch.intake.layouts.declared import folded
from shouwang.watch.intake.reading import delimited, findings, workbooks
from shouwang.watch.intake.reading.columns import TYPES, Reader
from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.findings import SHEET
from shouwang.watch.intake.reading.guard import Form, form_of
from shouwang.watch.intake.reading.headings import Heading, find_heading
from shouwang.watch.intake.reading.normalise import Context
from shouwang.watch.intake.reading.normalise.places import ways_to
from shouwang.watch.intake.reading.rows import split
from shouwang.watch.intake.reading.tables import HEAD_ROWS, ROW, Table
from shouwang.watch.intake.reading.workbook_parts import SheetPart

BATCH = 50_000
# sheets that explain and are no data: said nothing about
_EXPLAINING = ("说明", "填写说明", "填报说明", "填表说明", "选项", "代码", "字典")


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
        wrong = self.findings.filter(weight="error").select(SHEET, ROW).unique()
        return self.rows.join(wrong, on=[SHEET, ROW], how="anti", maintain_order="left")


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
    on: date | None = None,
    size: int = BATCH,
) -> Iterator[Read]:
    """Read a list piece by piece: about `size` rows are in memory at once; a CSV is streamed.

    `name` is the file's own name where `path` is a temporary file; `sheet` reads only that one.
    `divisions` (code, name, short_name, parent_code, level) resolves names of villages; without
    it codes are believed. With `on`, what lies after that day is refused.
    Raises ListUnreadable, a Chinese sentence, for a file that cannot be read at all.
    """
    context = Context(on, None if divisions is None else ways_to(divisions))
    said = _Said()
    found = False
    for table in _tables(path, form_of(path, name), sheet, size, said):
        heading = _usable_heading(table, layout, said)
        if heading is None:
            continue
        found = True
        _say_columns(table, heading, layout, said)
        yield from _read_table(Reader(table, heading, layout, context), said)
    if not found:
        raise said.refusal or ListUnreadable(
            f"没有找到标题行：前{HEAD_ROWS}行里没有“{layout.title}”清单的列名；"
            "请用模板中的列名作标题，再上传"
        )
    if not said.rows:
        raise ListUnreadable("标题下面没有一行数据；请填写后再上传")


def read(
    path: Path,
    layout: Layout,
    *,
    name: str | None = None,
    sheet: str | None = None,
    divisions: pl.DataFrame | None = None,
    on: date | None = None,
) -> Read:
    """Read a whole list; see `batches`."""
    parts = list(batches(path, layout, name=name, sheet=sheet, divisions=divisions, on=on))
    skipped: Counter[str] = Counter()
    for one in parts:
        skipped.update(one.skipped)
    return Read(
        pl.concat([one.rows for one in parts]),
        pl.concat([one.findings for one in parts]),
        tuple(dict.fromkeys(name for one in parts for name in one.sheets)),
        dict(skipped),
    )


@dataclass(slots=True)
class _Said:
    """What is to be said beside the rows: it goes with the next piece."""

    findings: list[pl.DataFrame] = field(default_factory=list)
    refusal: ListUnreadable | None = None
    rows: int = 0

    def taken(self) -> list[pl.DataFrame]:
        taken, self.findings = self.findings, []
        return taken


def _tables(path: Path, form: Form, sheet: str | None, size: int, said: _Said) -> Iterator[Table]:
    if form is Form.CSV:
        yield delimited.table_of(path)
        return
    book, parts = workbooks.open_workbook(path, form)
    with book:
        seen, hidden = workbooks.sheet_names(book)
        if sheet is not None and sheet not in seen:
            raise ListUnreadable(f"没有可见的工作表“{sheet}”；文件中有：{'、'.join(seen)}")
        if sheet is None:
            unexplained = [one for one in hidden if folded(one) not in _EXPLAINING]
            said.findings += [findings.of_sheet(one, "sheet_hidden", [""]) for one in unexplained]
        for one in seen if sheet is None else [sheet]:
            table = workbooks.table_of(book, one, parts.get(one, SheetPart()), size)
            if table is not None:
                yield table


def open_tables(path: Path, form: Form, size: int) -> Iterator[Table]:
    """Every table of the file that is not hidden."""
    return _tables(path, form, None, size, _Said())


def _usable_heading(table: Table, layout: Layout, said: _Said) -> Heading | None:
    """The heading; None, and said why, when the table is no such list."""
    heading = find_heading(table, layout)
    if heading is None:
        if table.name and folded(table.name) not in _EXPLAINING:
            said.findings.append(findings.of_sheet(table.name, "sheet_unread", [""]))
        return None
    missing = heading.missing(layout)
    if missing:
        where = f"工作表“{table.name}”" if table.name else "文件"
        said.refusal = ListUnreadable(
            f"{where}缺少必填的列：{'、'.join(missing)}；请补上这些列，列名与模板一致，再上传"
        )
        if table.name:
            said.findings.append(findings.of_sheet(table.name, "sheet_unread", missing))
        return None
    return heading


def _say_columns(table: Table, heading: Heading, layout: Layout, said: _Said) -> None:
    unknown = [label for _, label in heading.unknown]
    said.findings.append(findings.of_sheet(table.name, "column_unknown", unknown))
    for _, label in heading.double:
        said.findings.append(findings.of_sheet(table.name, "column_double", [label]))


def _read_table(reader: Reader, said: _Said) -> Iterator[Read]:
    for block in reader.table.blocks(reader.heading.last_row):
        data, skipped = split(block, reader.heading)
        rows, found = reader.rows_of(data)
        said.rows += rows.height
        yield Read(rows, pl.concat([*said.taken(), found]), (reader.table.name,), skipped)
