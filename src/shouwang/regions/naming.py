"""Short names and pinyin initials, for whole columns of names at once."""

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from shouwang.kernel.lazily import lazily

if TYPE_CHECKING:
    import pypinyin
    from pypinyin import constants as dictionary
else:  # its dictionary takes some 60 MB
    pypinyin = lazily("pypinyin")
    dictionary = lazily("pypinyin.constants")

# What a committee's name says beyond the name of its place, and what stays in its stead.
COMMITTEES = (
    (r"(.)(?:村民委员会|村委会)$", "村"),
    (r"(.社区)(?:居民委员会|居委会|居委)$", ""),
    (r"(.)(?:居民委员会|居委会)$", ""),
)
LONGEST_PHRASE = 4  # longer entries of the dictionary are sayings, not places


def short_names(names: pl.Expr) -> pl.Expr:
    """The name for display and search: 桔林村民委员会 is 桔林村, 解放路居委会 is 解放路."""
    for pattern, kept in COMMITTEES:
        names = names.str.replace(pattern, "${1}" + kept)
    return names


def short_name(name: str) -> str:
    """The short name of one division."""
    for pattern, kept in COMMITTEES:
        name = re.sub(pattern, rf"\1{kept}", name)
    return name


def initials(names: pl.Series) -> pl.Series:
    """The first pinyin letter of every character: 象湖镇 is xhz; digits and Latin letters stay.

    Readings are pypinyin's. Characters are replaced in bulk; phrases in which a character is read
    otherwise than alone (重庆) come first, the leftmost winning.
    """
    distinct = names.unique()
    characters = set("".join(distinct.drop_nulls().to_list()))
    letters = {c: _letter(c) for c in sorted(characters)}
    phrases = _phrases_read_otherwise(frozenset(characters))
    read = _replaced(_replaced(distinct, phrases), letters)
    return names.replace_strict(distinct, read, return_dtype=pl.String)


def _replaced(names: pl.Series, by: dict[str, str]) -> pl.Series:
    found = pl.Series([list(by)], dtype=pl.List(pl.String))
    letters = pl.Series([list(by.values())], dtype=pl.List(pl.String))
    return names.str.replace_many(found, letters, leftmost=True)


def _letter(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return _read(character, errors="ignore")


def _read(text: str, errors: str = "default") -> str:
    style = pypinyin.Style.FIRST_LETTER
    return "".join(pypinyin.lazy_pinyin(text, style=style, errors=errors))


@cache
def _phrases_read_otherwise(characters: frozenset[str]) -> dict[str, str]:
    found = {}
    for phrase in dictionary.PHRASES_DICT:
        if len(phrase) <= LONGEST_PHRASE and characters.issuperset(phrase):
            read = _read(phrase)
            if read != "".join(_letter(c) for c in phrase):
                found[phrase] = read
    return found
