"""Tables in CSV: UTF-8, one header row, every value text until the checks judge it."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from shouwang.engine.errors import EngineError, FactsRefused, TableRefused

_ENCODING = "is not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)"
_LINE_ENDS = b"\r\n"
_TAIL = 65_536


def scan(table: str, path: Path) -> pl.LazyFrame:
    """The table as text, not yet read, without blank lines at its end; raises EngineError."""
    _check_header(table, path)
    # Programs that quote everything write a value that is not there as "".
    rows = pl.scan_csv(path, infer_schema=False, null_values="")
    blank = _blank_lines_at_end(path)
    return rows.head(_count(table, path, rows) - blank) if blank else rows


def _check_header(table: str, path: Path) -> None:
    """Raises TableRefused for a header that is empty, not UTF-8, or names a column twice."""
    try:
        # The newline stays as it is: a quoted name may hold one.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            names = next((row for row in csv.reader(stream) if row), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise why_unreadable(table, path) or _refused(table, path, _ENCODING) from error
    except OSError as error:
        raise _refused(table, path, f"cannot be opened: {error.strerror}") from error
    if any("\0" in name for name in names):
        raise _refused(table, path, _ENCODING)
    if not names:
        raise _refused(table, path, "is empty: its first line names the columns")
    twice = [name for name, number in Counter(names).items() if name and number > 1]
    if twice:
        raise TableRefused(table=table, reason=f"column {twice[0]} is there twice in {path.name}")


def _refused(table: str, path: Path, reason: str) -> TableRefused:
    return TableRefused(table=table, reason=f"{path.name} {reason}")


def _blank_lines_at_end(path: Path) -> int:
    """Lines without a character after the last row; a blank line elsewhere is a row."""
    with path.open("rb") as stream:
        tail = b""
        position = stream.seek(0, os.SEEK_END)
        while position and not tail.rstrip(_LINE_ENDS):
            size = min(_TAIL, position)
            position = stream.seek(position - size)
            tail = stream.read(size) + tail
    ends = tail[len(tail.rstrip(_LINE_ENDS)) :]
    return max(0, ends.count(b"\n") - 1)


def _count(table: str, path: Path, rows: pl.LazyFrame) -> int:
    try:
        counted = rows.select(pl.first().is_null().count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise why_unreadable(table, path) or _refused(table, path, "cannot be read") from error
    return int(counted.item())


def why_unreadable(table: str, path: Path) -> EngineError | None:
    """The refusal of the first row that cannot be read as CSV; None when all can."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, fields, width in _rows(csv.reader(stream, strict=True)):
                if fields > width:
                    reason = f"has {fields} values, but the header names {width} columns"
                    return FactsRefused(table=table, row=number, reason=reason)
    except UnicodeDecodeError:
        return _not_utf8(table, path)
    except csv.Error:
        reason = "a quotation mark is opened and not closed"
        return FactsRefused(table=table, row=number + 1, reason=reason)
    except OSError as error:
        return _refused(table, path, f"cannot be opened: {error.strerror}")
    return None


def _rows(lines: Iterator[list[str]]) -> Iterator[tuple[int, int, int]]:
    """Number of the row, of its values, and of the columns."""
    width = len(next((row for row in lines if row), []))
    for number, row in enumerate(lines, start=1):
        yield number, len(row), width


def _not_utf8(table: str, path: Path) -> EngineError:
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            try:
                line.decode()
            except UnicodeDecodeError:
                reason = f"{path.name} {_ENCODING}"
                if number:
                    return FactsRefused(table=table, row=number, reason=reason)
                break
    return _refused(table, path, _ENCODING)
