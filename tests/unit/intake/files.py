"""Files of lists for tests: CSV, .xlsx, .ods."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

IDENTITY = "11010519491231002X"
HEAD = ["户编号", "姓名", "与户主关系", "证件号码", "出生日期", "联系电话"]
ROW = ["A-1", "张示例", "户主", IDENTITY, "1949-12-31", "13800138000"]


def comma(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]], sheet: str = "成员") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        written = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell not in (None, ""):
                    written.write(number, at, cell)
    return path


def opendocument(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        "<office:body><office:spreadsheet>"
        f'<table:table table:name="成员">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path
