"""What a file is, by its bytes; whether it may be opened at all.

Nothing here trusts a name or a declared size. Every check reads a bounded part of the file.
"""

import struct
import zipfile
from enum import Enum
from pathlib import Path

from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.limits import MEGABYTE, limits

PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_ZIP = b"PK\x05\x06"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx，再上传"


class Form(Enum):
    """The form of a file; the value is its usual ending."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


_ENDINGS = {
    "xlsx": Form.XLSX,
    "xlsm": Form.XLSX,
    "xls": Form.XLS,
    "et": Form.XLS,
    "ods": Form.ODS,
    "csv": Form.CSV,
    "tsv": Form.CSV,
    "txt": Form.CSV,
}


def form_of(path: Path, name: str | None = None) -> Form:
    """The form of the file. Raises ListUnreadable when it must not be opened.

    `name` is what the sender called it: its ending must say what the bytes are.
    """
    _check_size(path)
    named = _ENDINGS.get(Path(name or path.name).suffix.lower().lstrip("."))
    if named is None:
        raise ListUnreadable("只能读取 .xlsx、.xls、.ods、.csv 文件；" + _SAVE_AS)
    found = _form_of_bytes(path)
    if found is not named:
        raise ListUnreadable(
            f"文件名以 .{Path(name or path.name).suffix.lstrip('.')} 结尾，"
            f"内容却是 {found.value} 格式；{_SAVE_AS}"
        )
    return found


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise ListUnreadable("文件是空的，没有一行数据；请检查后重新上传")
    most = limits().file
    if size > most:
        raise ListUnreadable(
            f"文件有 {size // MEGABYTE} MB，最多 {most // MEGABYTE} MB；"
            "请按乡镇或月份拆成几个文件，或删去图片后再上传"
        )


def _form_of_bytes(path: Path) -> Form:
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise ListUnreadable(f"这是{what}，不是表格；请上传 Excel 或 CSV 文件")
    if head.startswith(b"PK"):
        return _form_of_zip(path)
    if head.startswith(_OLE):
        return _form_of_ole(path)
    return _form_of_text(head)


def _form_of_text(head: bytes) -> Form:
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise ListUnreadable("这是网页或 XML 文件，只是名称像表格；" + _SAVE_AS)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListUnreadable("文件不是表格，或已经损坏；" + _SAVE_AS)
    return Form.CSV


def _form_of_ole(path: Path) -> Form:
    """An .xls, or a workbook with a password, which Excel wraps in the same container."""
    tail = b""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            if _ENCRYPTED in tail + piece:
                raise _locked()
            tail = piece[-len(_ENCRYPTED) :]
    return Form.XLS


def _locked() -> ListUnreadable:
    return ListUnreadable(
        "工作簿设有打开密码；请在 Excel 的“文件—信息—保护工作簿”中去掉密码，保存后再上传"
    )


def _form_of_zip(path: Path) -> Form:
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _form_of_parts(archive.infolist())
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error


def damaged() -> ListUnreadable:
    """The refusal of a file that is cut off or broken."""
    return ListUnreadable("文件不完整或已损坏，可能没有传完；请重新导出或另存后再上传")


def _check_directory(path: Path) -> None:
    """The end of the archive says how long its list of parts is: looked at before it is read."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 16) - 22))
        tail = stream.read()
    at = tail.rfind(_END_OF_ZIP)
    if at < 0 or len(tail) < at + 22:
        raise damaged()
    parts, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if parts > limits().parts or length > 8 * MEGABYTE:
        raise _bomb()


def _bomb() -> ListUnreadable:
    return ListUnreadable(
        "文件解压后过大，不像正常的表格，未打开；"
        "请把数据区复制到新建的工作簿，保存后再上传，或另存为 CSV"
    )


def _form_of_parts(parts: list[zipfile.ZipInfo]) -> Form:
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > limits().parts or unpacked > limits().unpacked:
        raise _bomb()
    if unpacked > 10 * MEGABYTE and unpacked > limits().ratio * packed:
        raise _bomb()
    if any(part.flag_bits & 1 for part in parts):
        raise _locked()
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise ListUnreadable(
            "工作簿引用了其他文件的数据（外部链接），数值可能已过时；"
            "请全选、复制、“粘贴为数值”，在“数据—编辑链接”中断开链接，保存后再上传"
        )
    if "xl/workbook.xml" in names:
        return Form.XLSX
    if "xl/workbook.bin" in names:
        raise ListUnreadable("这是 .xlsb 二进制工作簿；" + _SAVE_AS)
    if "content.xml" in names:
        return Form.ODS
    raise ListUnreadable("这是压缩包，不是表格；请解压后上传其中的 Excel 或 CSV 文件")
