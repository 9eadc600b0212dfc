"""Tables of .csv and .tsv files: UTF-8 with or without a mark, UTF-16 with one, or GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

import polars as pl

from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.limits import limits
from shouwang.watch.intake.reading.tables import HEAD_ROWS, ROW, Table
from shouwang.watch.intake.reading.workbook_parts import too_large

PIECE = 4 << 20
SEPARATORS = (",", "\t", ";", "|", "，")
_SAMPLE = 1 << 20
# ="360781…": how some programs keep Excel from turning a number into 3.6E+17
_GUARDED = r'^="(.*)"$'


def table_of(path: Path) -> Table:
    """The one table of the file. Raises ListUnreadable for an encoding nobody uses."""
    encoding = _encoding(path)
    text = next(_texts(path, encoding), "")
    separator = max(SEPARATORS, key=text[: _SAMPLE // 16].count)
    head = list(islice(_lenient(text, separator), HEAD_ROWS))
    width = max(map(len, head), default=0)
    if width > limits().columns:
        raise too_large()
    wide = [row + [""] * (width - len(row)) for row in head]
    return Table("", wide, _Blocks(path, encoding, separator, width).below)


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _texts(path: Path, encoding: str) -> Iterator[str]:
    """The file in texts that end where a record ends; line ends are made one."""
    pending = ""
    try:
        with path.open(encoding=encoding) as stream:
            while piece := stream.read(PIECE):
                pending += piece
                end = _end_of_records(pending)
                if end:
                    yield pending[:end]
                    pending = pending[end:]
                elif len(pending) > limits().csv_field:
                    raise _unclosed()
    except UnicodeError as error:
        raise ListUnreadable(
            "文件里有不能识别的文字编码；请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后再上传"
        ) from error
    if pending:
        yield pending


def _unclosed(row: int | None = None) -> ListUnreadable:
    where = f"第{row}行附近" if row else "文件中"
    return ListUnreadable(f"{where}有引号没有成对，无法分清各列；请改正引号，或另存为 .xlsx 再上传")


def _end_of_records(text: str) -> int:
    """Just behind the last line end that lies outside quotation marks; 0 when there is none."""
    end = text.rfind("\n")
    quotes = text.count('"', 0, end + 1)
    while end >= 0 and quotes % 2:
        before = text.rfind("\n", 0, end)
        quotes -= text.count('"', before + 1, end + 1)
        end = before
    return end + 1


def _lenient(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


class _Blocks:
    """The rows of the file as frames."""

    def __init__(self, path: Path, encoding: str, separator: str, width: int) -> None:
        self.path, self.encoding, self.separator = path, encoding, separator
        # one more than the widest of the first rows: a row that runs over is then seen
        self.schema = {str(at): pl.String for at in range(width + 1)}

    def below(self, after: int) -> Iterator[pl.DataFrame]:
        """Frames of the rows below row `after`."""
        number = 1
        for text in _texts(self.path, self.encoding):
            frame = self._frame(text, number)
            rows = frame.with_row_index(ROW, offset=number).cast({ROW: pl.Int64})
            number += frame.height
            kept = rows.filter(pl.col(ROW) > after)
            if kept.height:
                yield kept.with_columns(pl.exclude(ROW).str.replace(_GUARDED, "$1"))

    def _frame(self, text: str, number: int) -> pl.DataFrame:
        if "\0" in text:
            raise ListUnreadable("文件里有空字符，可能已损坏；请重新导出后再上传")
        if len(self.separator.encode()) == 1:
            try:
                return pl.read_csv(
                    text.encode(),
                    has_header=False,
                    separator=self.separator,
                    schema=self.schema,
                    truncate_ragged_lines=True,
                    missing_columns="insert",
                )
            except pl.exceptions.PolarsError:
                pass  # a quotation mark that stands alone: the slower reader understands more
        return self._slow_frame(text, number)

    def _slow_frame(self, text: str, number: int) -> pl.DataFrame:
        stream = io.StringIO(text, newline="")
        rows: list[list[str]] = []
        try:
            rows.extend(csv.reader(stream, delimiter=self.separator, strict=True))
        except csv.Error as error:
            raise _unclosed(number + len(rows)) from error
        names = list(self.schema)
        columns = list(zip_longest(*(row[: len(names)] for row in rows)))
        columns += [(None,) * len(rows)] * (len(names) - len(columns))
        return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=self.schema)
