"""Files that must not be opened are refused at once, with what to do."""

import struct
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from tests.unit.intake.files import HEAD, ROW, comma, workbook
from tests.unit.intake.old_excel import old_workbook

from shouwang.watch.intake import layouts, reading
from shouwang.watch.intake.reading.limits import limits

MEMBERS = layouts.layout("members")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _refused(path, match, name=None):
    """Refused with the words, while Python allocates less than fifty megabytes."""
    tracemalloc.start()
    try:
        with pytest.raises(reading.ListUnreadable, match=match):
            reading.read(path, MEMBERS, name=name)
        assert tracemalloc.get_traced_memory()[1] < 50 << 20
    finally:
        tracemalloc.stop()


def _changed(path, part, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_an_empty_file(tmp_path):
    path = tmp_path / "m.xlsx"
    path.touch()
    _refused(path, "文件是空的")


def test_two_gigabytes(tmp_path):
    path = tmp_path / "m.csv"
    with path.open("wb") as stream:
        stream.truncate(2 << 30)  # a hole: takes no room
    _refused(path, "2048 MB，最多 200 MB")


@pytest.mark.parametrize(
    ("content", "name", "match"),
    [
        (b"%PDF-1.7 ...", "m.xlsx", "PDF"),
        (b"\x89PNG\r\n", "m.csv", "图片"),
        (b"MZ\x90", "m.xls", "程序"),
        (b"<html><table>", "m.xls", "网页"),
        (b"a,b\n1,2\n", "m.xlsx", "内容却是 csv"),
        (OLE + b"\0" * 512, "m.xlsx", "内容却是 xls"),
        (b"a\0b\0c", "m.csv", "不是表格，或已经损坏"),
        (b"a,b", "m.docx", "只能读取"),
        (b"PK\x03\x04 cut off", "m.xlsx", "不完整或已损坏"),
        (OLE + b"\0" * 600, "m.xls", "不完整或已损坏"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "m.xlsx", "打开密码"),
        (b"\xff\xfe\x00\xd8x\x00", "m.csv", "文字编码"),
    ],
)
def test_what_is_no_list(tmp_path, content, name, match):
    path = tmp_path / name
    path.write_bytes(content)
    _refused(path, match)


def test_a_name_is_taken_from_who_sent_it(tmp_path):
    path = comma(tmp_path / "upload", [HEAD, ROW])
    assert reading.read(path, MEMBERS, name="成员.csv").rows.height == 1
    _refused(path, "内容却是 csv", name="成员.xlsx")


def test_a_workbook_cut_off_in_the_middle(tmp_path):
    path = workbook(tmp_path / "m.xlsx", [HEAD, ROW])
    path.write_bytes(path.read_bytes()[:-200])
    _refused(path, "不完整或已损坏")


def test_a_zip_bomb_by_its_declared_size(tmp_path):
    path = workbook(tmp_path / "m.xlsx", [HEAD, ROW])
    _changed(path, "xl/media/bomb.xml", lambda _: b"\0" * (64 << 20))
    _refused(path, "解压后过大")


def test_a_zip_bomb_that_lies_about_its_size(tmp_path):
    path = _changed(
        workbook(tmp_path / "m.xlsx", [HEAD, ROW]),
        "xl/sharedStrings.xml",
        lambda old: old + b" " * (32 << 20),
    )
    content = bytearray(path.read_bytes())
    true = struct.pack("<I", len(zipfile.ZipFile(path).read("xl/sharedStrings.xml")))
    while (at := content.find(true)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(bytes(content))
    _refused(path, "不完整或已损坏")


def test_ten_thousand_parts(tmp_path):
    path = tmp_path / "m.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(limits().parts + 1):
            archive.writestr(f"{number}", b"")
    _refused(path, "解压后过大")


def test_links_to_other_workbooks(tmp_path):
    path = workbook(tmp_path / "m.xlsx", [HEAD, ROW])
    _refused(_changed(path, "xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"), "外部链接")


def test_a_zip_that_is_no_table(tmp_path):
    path = tmp_path / "m.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    _refused(path, "这是压缩包")


def test_a_workbook_with_an_entity_of_its_own(tmp_path):
    path = workbook(tmp_path / "m.xlsx", [HEAD, ROW])
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    _refused(_changed(path, "xl/sharedStrings.xml", lambda old: bomb + old), "不完整或已损坏")


@pytest.mark.parametrize("cell", ["XFD1", "IW2", "A1048576"])
def test_a_cell_far_away(tmp_path, cell):
    path = workbook(tmp_path / "m.xlsx", [HEAD, ROW])
    far = f'<c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    _changed(path, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"</row></sheetData>", far))
    _refused(path, "工作表太大")


def test_an_old_workbook_with_a_cell_in_the_far_corner(tmp_path):
    path = old_workbook(tmp_path / "m.xls", [HEAD, ROW])
    content = path.read_bytes()
    at = content.index(struct.pack("<HHHHHHB", 0x0204, 6 + 3 + 2 * len(ROW[0]), 1, 0, 0, 3, 1))
    path.write_bytes(content[: at + 4] + b"\xff\xff\xff\xff" + content[at + 8 :])
    _refused(path, "工作表太大")


def test_a_million_columns(tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes(b",".join([b"x"] * 1_000_000) + b"\n")
    _refused(path, "工作表太大")


def test_repeated_cells_of_an_opendocument_file(tmp_path):
    path = tmp_path / "m.ods"
    row = '<table:table-cell office:value="1" table:number-columns-repeated="16384"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"<x><table:table-row>{row}</table:table-row></x>")
    _refused(path, "工作表太大")


def test_a_quotation_mark_that_swallows_the_file(tmp_path):
    path = tmp_path / "m.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('户编号,姓名,关系\nA-1,"张三,户主\n')
        for _ in range(limits().csv_field // 1_000_000 + 1):
            stream.write("A-2,李四,户主\n" * 100_000)
    with pytest.raises(reading.ListUnreadable, match="引号没有成对"):
        reading.read(path, MEMBERS)


def test_a_workbook_with_a_thousand_columns_is_refused_before_it_is_laid_out(tmp_path):
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, list(range(1000)))
    _refused(path, "工作表太大")
