"""How people write: full-width characters, blanks, invisible marks, words for nothing."""

from dataclasses import dataclass

import polars as pl

CELL = "cell"
# what kernel.identity.text takes away, and what comes with cells copied from web pages
BLANK = r"[\s\x{1c}-\x{1f}\x{200b}-\x{200f}\x{2060}\x{feff}'`]+"
_INVISIBLE = (
    r"[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}]+"
)
_ODD = r"[^0-9A-Z\x{4e00}-\x{9fff}.\-/]"
_NOTHING = r"^(-+|—+|─+|/+|\\+|无|\.+|…+|N/?A|NULL|NONE|空|暂无|不详|\?+)$"
# of punctuation only the dash, which stands inside numbers of households and papers
_HALF = [chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) == "-"]
_FULL = [chr(ord(one) + 0xFEE0) for one in _HALF]
_ODD_TEXT = r"[^0-9A-Za-z\x{4e00}-\x{9fff}.\-]"
# Excel shows a long number so, a CSV file keeps it so: its last digits are lost
SCIENTIFIC = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}$"


@dataclass(frozen=True, slots=True)
class Judged:
    """Values of a column, null where there is none, and beside them what is wrong ("" or null)."""

    values: pl.Series
    problems: pl.Series | None = None


def plain(cells: pl.Series) -> pl.Series:
    """Half-width, capital, without any blank: for numbers, dates and words of a list."""
    odd = cells.str.contains(_ODD).fill_null(False)
    if not odd.any():
        return cells
    some = cells.filter(odd).str.normalize("NFKC").str.replace_all(BLANK, "").str.to_uppercase()
    return cells.clone().scatter(odd.arg_true(), some)


def without_nothing(cells: pl.Series) -> pl.Series:
    """Null where the cell is empty or holds a word or sign for nothing: -, /, 无."""
    nothing = (cells == "") | cells.str.contains(_NOTHING)
    if not nothing.any():
        return cells
    return pl.select(pl.when(~nothing).then(cells)).to_series().rename(cells.name)


def tidy(cells: pl.Series) -> pl.Series:
    """Text for reading: half-width digits and letters, no blanks around it or between characters.

    Punctuation stays; several blanks between words become one.
    """
    odd = cells.str.contains(_ODD_TEXT).fill_null(False)
    if not odd.any():
        return _null_empty(cells)
    some = cells.filter(odd).str.replace_all(_INVISIBLE, "").str.replace_many(_FULL, _HALF)
    some = some.str.replace_all(r"[\s\x{3000}]+", " ").str.strip_chars(" '`")
    for _ in range(2):  # 张 三 丰: neighbouring pairs share a character
        some = some.str.replace_all(r"(\p{Han}) (\p{Han})", "${1}${2}")
    return _null_empty(cells.clone().scatter(odd.arg_true(), some))


def _null_empty(cells: pl.Series) -> pl.Series:
    return pl.select(pl.when(cells != "").then(cells)).to_series().rename(cells.name)


def chosen(*choices: tuple[pl.Expr, str]) -> pl.Expr:
    """The name of the first condition that holds; null when none does."""
    found: pl.Expr = pl.lit(None, dtype=pl.String)
    for condition, name in reversed(choices):
        found = pl.when(condition).then(pl.lit(name)).otherwise(found)
    return found
