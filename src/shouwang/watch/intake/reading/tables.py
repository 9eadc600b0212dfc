"""A table as it stands in a file: every cell as the text a person sees, every row numbered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

import polars as pl

ROW = "_row"
HEAD_ROWS = 60  # so deep a heading is looked for
NOTHING: Mapping[str, frozenset[tuple[int, int]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one CSV file (`name` "" then).

    `head` are the first rows; `blocks(after)` gives the rows below row `after` in frames of the
    columns "0", "1", … and `_row`. `first_column` is the number of column "0" in the sheet.
    `marked` names cells (row, column of the sheet) by what is wrong with them before any reading.
    """

    name: str
    head: list[list[str]]
    blocks: Callable[[int], Iterator[pl.DataFrame]]
    first_column: int = 0
    hidden_rows: frozenset[int] = frozenset()
    marked: Mapping[str, frozenset[tuple[int, int]]] = field(default_factory=lambda: NOTHING)


def as_text(values: Sequence[object]) -> pl.Series:
    """A column of cells of any type as text: days as 2024-06-30, whole numbers without a point."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pl.Series(values, dtype=pl.String)
    texts = pl.Series([v if type(v) is str else None for v in values], dtype=pl.String)
    for kind in kinds - {str}:
        of_kind = [v if type(v) is kind else None for v in values]
        texts = texts.zip_with(texts.is_not_null(), _text_of(kind, of_kind))
    return texts


def _text_of(kind: type, values: Sequence[object]) -> pl.Series:
    if kind is float:
        return number_text(pl.Series(values, dtype=pl.Float64))
    if kind is datetime:
        return pl.Series(values, dtype=pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S")
    if kind is date:
        return pl.Series(values, dtype=pl.Date).cast(pl.String)
    written = [None if v is None else _plain(v) for v in values]
    return pl.Series(written, dtype=pl.String)


def _plain(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def number_text(numbers: pl.Series) -> pl.Series:
    """Numbers as Excel shows them: fifteen digits, no .0, large ones as 3.60781E17.

    A number beyond sixteen digits has lost its last ones: its form says so.
    """
    return numbers.round_sig_figs(15).cast(pl.String).str.strip_suffix(".0").str.to_uppercase()
