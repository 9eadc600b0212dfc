"""What calamine does not tell of an .xlsx or .ods: hidden rows, empty formulas, true size.

The parts are unpacked piece by piece and searched for a few byte patterns, so the cost is that of
unpacking. This runs before calamine, which lays a sheet out whole in memory: a sheet whose far
corner says millions of cells is refused here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.guard import PIECE, damaged
from shouwang.watch.intake.reading.limits import limits

# A pattern that is cut by the end of a piece lies whole in the next one, which begins this early.
OVERLAP = 4096
MOST_NAMED = 2000
_HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"[^>]*?\bhidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,9})\d')
_FAR_ROW = re.compile(rb' r="[A-Z]{1,3}(\d{6,9})"')
_NEAR_ROWS = 99_999  # rows of five digits are not looked for while these many would do no harm
_ANY_ROW = re.compile(rb' r="[A-Z]{1,3}(\d{1,9})"')
_FORMULA = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c ([^>]*\bt="e"[^>]*)>')
_CELL_NAME = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_REPEATED_VALUE = re.compile(
    rb'<table:table-cell [^>]*(?:office:value[^>]*number-columns-repeated="\d{4,}"'
    rb'|number-columns-repeated="\d{4,}"[^>]*office:value)'
)
_REPEATED_ROWS = re.compile(
    rb'<table:table-row [^>]*number-rows-repeated="\d{4,}"[^>]*>'
    rb"(?:<table:table-cell [^>]*?/>)*<table:table-cell [^>]*office:value"
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class SheetPart:
    """What one sheet's XML says beyond its values; cells are (row, column number from 0)."""

    rows: int = 0  # 0 stands for any number up to 99 999
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    without_value: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)


def look_at_xlsx(path: Path) -> dict[str, SheetPart]:
    """Every sheet's part by the sheet's name. Raises ListUnreadable for a sheet too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")) and not part.startswith("xl/worksheets/"):
                    _unpack(archive, part)
            return {
                name: _look(archive, part)
                for name, part in _sheets(archive)
                if part in archive.NameToInfo
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, KeyError) as error:
        raise damaged() from error


def look_at_ods(path: Path) -> None:
    """Raises ListUnreadable when cells repeated thousands of times would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            for text in _pieces(archive, "content.xml"):
                if _REPEATED_VALUE.search(text) or _REPEATED_ROWS.search(text):
                    raise too_large()
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise damaged() from error


def too_large() -> ListUnreadable:
    """The refusal of a sheet that has more columns or cells than any list."""
    return ListUnreadable(
        f"工作表太大：最多 {limits().columns} 列、{limits().cells // 10_000} 万个单元格；"
        "请删去数据区以外的行列（常是误填到很远处的格子），或另存为 CSV 再上传"
    )


def _unpack(archive: zipfile.ZipFile, part: str) -> None:
    """Read to the end: its size and check sum are then known to be true."""
    for text in _pieces(archive, part):
        if _ENTITY.search(text[: 2 * OVERLAP]):
            raise damaged()


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that overlap."""
    with archive.open(part) as stream:
        text = b""
        while piece := stream.read(PIECE):
            text = text[-OVERLAP:] + piece
            yield text


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet, as the workbook and its relations tell."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "").removeprefix("/")
        yield sheet.get("name", ""), target if target.startswith("xl/") else f"xl/{target}"


def _look(archive: zipfile.ZipFile, part: str) -> SheetPart:
    found = SheetPart()
    for text in _pieces(archive, part):
        _measure(text, found)
        if b"hidden=" in text:
            found.hidden.update(map(int, _HIDDEN.findall(text)))
        if b"<f" in text or b":f" in text:
            _name_cells(_FORMULA.findall(text), found.without_value)
        if b't="e"' in text:
            _name_cells(_ERROR.findall(text), found.errors)
    if max(found.rows, _NEAR_ROWS) * found.columns > limits().cells:
        rows = (max(map(int, _ANY_ROW.findall(t)), default=0) for t in _pieces(archive, part))
        if max(rows, default=0) * found.columns > limits().cells:
            raise too_large()
    return found


def _measure(text: bytes, found: SheetPart) -> None:
    if _ENTITY.search(text[: 2 * OVERLAP]):
        raise damaged()
    rows = max(map(int, _FAR_ROW.findall(text)), default=0)
    columns = max(map(_number, set(_FAR_COLUMN.findall(text))), default=25) + 1
    found.rows, found.columns = max(found.rows, rows), max(found.columns, columns)
    if found.columns > limits().columns:
        raise too_large()


def _name_cells(cells: list[bytes], named: set[tuple[int, int]]) -> None:
    for attributes in cells:
        # t="str" with an empty value is a formula whose result is the empty text
        place = _CELL_NAME.search(attributes)
        if place and b't="str"' not in attributes and len(named) < MOST_NAMED:
            named.add((int(place[2]), _number(place[1])))


def _number(letters: bytes) -> int:
    """AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def letters(number: int) -> str:
    """26 is AA: as Excel heads its columns."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
