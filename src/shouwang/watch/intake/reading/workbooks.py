"""Tables of .xlsx, .xls and .ods files, by calamine."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from shouwang.watch.intake.reading import probe
from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.guard import Form, damaged
from shouwang.watch.intake.reading.limits import limits
from shouwang.watch.intake.reading.tables import HEAD_ROWS, ROW, Table, as_text
from shouwang.watch.intake.reading.workbook_parts import (
    SheetPart,
    look_at_ods,
    look_at_xlsx,
    too_large,
)

# what the interpreter and calamine take themselves, and what a cell takes at most
_PROBE_BYTES, _CELL_BYTES, _PROBE_SECONDS = 256 << 20, 32, 120


def open_workbook(path: Path, form: Form) -> tuple[CalamineWorkbook, dict[str, SheetPart]]:
    """The workbook and what its parts say; raises ListUnreadable for one not to be opened."""
    parts = look_at_xlsx(path) if form is Form.XLSX else {}
    if form is Form.ODS:
        look_at_ods(path)
    if form is not Form.XLSX:
        _try_elsewhere(path)
    try:
        return load_workbook(path), parts
    except PasswordError as error:
        raise _locked() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error


def _try_elsewhere(path: Path) -> None:
    """Open the workbook in another process first: see `probe`."""
    most = str(_PROBE_BYTES + limits().cells * _CELL_BYTES)
    program = [sys.executable, probe.__file__, str(path), most]
    try:
        done = subprocess.run(program, capture_output=True, check=False, timeout=_PROBE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise too_large() from error
    if done.returncode == probe.LOCKED:
        raise _locked()
    if done.returncode == probe.UNREADABLE:
        raise damaged()
    if done.returncode:
        raise too_large()


def _locked() -> ListUnreadable:
    return ListUnreadable("工作簿设有密码；请去掉密码保存后再上传")


def sheet_names(book: CalamineWorkbook) -> tuple[list[str], list[str]]:
    """The visible sheets of cells, and the hidden ones."""
    cells = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    seen = [one.name for one in cells if one.visible is SheetVisibleEnum.Visible]
    return seen, [one.name for one in cells if one.name not in seen]


def table_of(book: CalamineWorkbook, name: str, part: SheetPart, size: int) -> Table | None:
    """The table of a sheet; None when it has no cell."""
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, ValueError) as error:
        raise damaged() from error
    if sheet.start is None:
        return None
    if sheet.width > limits().columns:
        raise too_large()
    return _Rows(sheet, size).table(part)


class _Rows:
    """The rows of a sheet, taken once from beginning to end."""

    def __init__(self, sheet: CalamineSheet, size: int) -> None:
        self.sheet, self.size = sheet, size
        self.rows = sheet.iter_rows()
        self.first = list(islice(self.rows, HEAD_ROWS))

    def table(self, part: SheetPart) -> Table:
        columns = list(map(as_text, zip(*self.first, strict=True)))
        head = [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
        start = self.sheet.start or (0, 0)
        return Table(
            self.sheet.name,
            head,
            self.blocks,
            first_column=start[1],
            hidden_rows=frozenset(part.hidden),
            marked={
                "formula_empty": frozenset(part.without_value),
                "formula_error": frozenset(part.errors),
            },
        )

    def blocks(self, after: int) -> Iterator[pl.DataFrame]:
        """Frames of at most `size` rows below row `after`, which lies among the first rows."""
        rows = chain(self.first[after:], self.rows)
        number = after + 1
        while taken := list(islice(rows, self.size)):
            columns = map(as_text, zip(*taken, strict=True))
            frame = pl.DataFrame({str(at): column for at, column in enumerate(columns)})
            yield frame.with_row_index(ROW, offset=number).cast({ROW: pl.Int64})
            number += len(taken)
