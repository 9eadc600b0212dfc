"""Where the heading of a table stands, and which column of the layout each of its columns is.

A heading may begin on a later row, take two or three rows, be merged across or down, in any order
and by any known word. The rows that name most columns of the layout are the heading.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.layouts.declared import folded
from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.tables import Table
from shouwang.watch.intake.reading.workbook_parts import letters

DEEPEST = 3
# headings that carry nothing for us and that every ledger has
HARMLESS = frozenset(
    map(folded, ("序号", "编号", "备注", "示例", "行号", "原因", "填写提示", "错误原因"))
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: its last row, the place of each column, and what is not understood."""

    last_row: int
    places: Mapping[str, int]  # name of the layout's column: number of the table's column
    unknown: tuple[tuple[int, str], ...] = ()  # headings of no column of the layout
    double: tuple[tuple[int, str], ...] = ()  # second headings for a column already found
    labels: tuple[str, ...] = ()  # as they stand on the last row, folded

    def missing(self, layout: Layout) -> list[str]:
        """The labels of required columns that the table lacks."""
        return [c.label for c in layout.columns if c.required and c.name not in self.places]


def find_heading(table: Table, layout: Layout) -> Heading | None:
    """The heading of the table; None when no row names two columns of the layout.

    Raises ListUnreadable when two columns have the same heading and it is one that is needed.
    """
    words = _words(layout)
    rows = [[folded(cell) for cell in row] for row in table.head]
    found: tuple[int, int, int] = (0, 0, 0)  # named columns, minus depth, minus row: the best
    for first in range(len(rows)):
        for depth in range(1, DEEPEST + 1):
            part = rows[first : first + depth]
            if len(part) == depth and _adds_words(part[-1], words):
                named = len({words[w] for w in _named(part, words) if w in words})
                found = max(found, (named, -depth, -first))
    if found[0] < min(2, len(layout.columns)):
        return None
    depth, first = -found[1], -found[2]
    return _heading(rows[first : first + depth], first + depth, words, table, layout)


def _words(layout: Layout) -> dict[str, str]:
    words: dict[str, str] = {}
    for column in layout.columns:
        for word in column.words():
            words.setdefault(word, column.name)
    return words


def _adds_words(row: Iterable[str], words: Mapping[str, str]) -> bool:
    return any(cell in words or any(cell and w.endswith(cell) for w in words) for cell in row)


def _named(part: Sequence[Sequence[str]], words: Mapping[str, str]) -> list[str]:
    """The word of each column: the lowest cell, with the cell above it where that is a word too.

    A cell merged across stands only in its first column: it holds to the next one beside it.
    """
    named, above = [], [""] * len(part)
    for at in range(len(part[-1])):
        cells = [row[at] for row in part]
        above = [cell or held for cell, held in zip(cells, above, strict=True)]
        lowest = max((i for i, cell in enumerate(cells) if cell), default=-1)
        if lowest < 0:
            named.append("")
            continue
        # 户主 over 姓名 is 户主姓名 before it is 姓名
        joined = ["".join(above[start:lowest]) + cells[lowest] for start in range(lowest)]
        choices = [*joined, cells[lowest]]
        named.append(next((one for one in choices if one in words), cells[lowest]))
    return named


def _heading(
    part: Sequence[Sequence[str]],
    last_row: int,
    words: Mapping[str, str],
    table: Table,
    layout: Layout,
) -> Heading:
    named = _named(part, words)
    labels = {column.name: folded(column.label) for column in layout.columns}
    places: dict[str, int] = {}
    unknown, double = [], []
    for at, word in enumerate(named):
        name = words.get(word)
        if name is None:
            if word and word not in HARMLESS:
                unknown.append((at, word))
        elif name not in places:
            places[name] = at
        elif named[places[name]] == word:
            raise _twice(word, table, places[name], at)
        elif word == labels[name]:  # the label itself goes before a synonym
            double.append((places[name], named[places[name]]))
            places[name] = at
        else:
            double.append((at, word))
    return Heading(last_row, places, tuple(unknown), tuple(double), tuple(part[-1]))


def _twice(word: str, table: Table, first: int, second: int) -> ListUnreadable:
    where = f"工作表“{table.name}”" if table.name else "文件"
    one, other = (letters(table.first_column + at) for at in (first, second))
    return ListUnreadable(
        f"{where}有两列都叫“{word}”（{one}列和{other}列），不知该用哪一列；请删去或改名其中一列"
    )
