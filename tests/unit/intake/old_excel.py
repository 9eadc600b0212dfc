"""The smallest .xls: BIFF8 records in a compound file, for a test that old files are read."""

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096  # a shorter stream would have to lie in the mini stream


def old_workbook(path: Path, rows: Sequence[Sequence[str | float]], sheet: str = "成员") -> Path:
    """Write one sheet of texts and numbers."""
    stream = _records(rows, sheet)
    stream = stream.ljust(max(_LEAST, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, 2 + count), _END]
    table = b"".join(struct.pack("<I", one) for one in chain).ljust(_SECTOR, b"\xff")
    path.write_bytes(_head() + table + _directory(len(stream)) + stream)
    return path


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _records(rows: Sequence[Sequence[str | float]], sheet: str) -> bytes:
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    end = _record(0x000A, b"")
    bound = len(start) + 4 + 6 + len(name) + len(end)
    book = start + _record(0x0085, struct.pack("<IBB", bound, 0, 0) + name) + end
    width = max(map(len, rows))
    cells = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            place = struct.pack("<HHH", number, at, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x0204, place + text)
            else:
                cells += _record(0x0203, place + struct.pack("<d", value))
    return book + _record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0)) + cells + end


def _head() -> bytes:
    numbers = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    sectors = struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + numbers + sectors
    return (head + struct.pack("<I", 0)).ljust(_SECTOR, b"\xff")


def _directory(size: int) -> bytes:
    root = _entry("Root Entry", 5, child=1, start=_END, size=0)
    return (root + _entry("Workbook", 2, child=_FREE, start=2, size=size)).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)
