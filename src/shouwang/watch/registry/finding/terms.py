"""What somebody typed, understood: digits, letters and words each mean something else."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from shouwang.kernel.identity.text import normalised

LONGEST_TEXT = 40
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # PostgreSQL has no text with a NUL
_SEPARATORS = re.compile(r"[\s,，、;；/]+")
_NUMBER = re.compile(r"\d{4,}X?", re.ASCII)
_IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)
_TELEPHONE = re.compile(r"1\d{10}|0\d{9,11}", re.ASCII)
_LETTERS = re.compile(r"[A-Z]{1,12}", re.ASCII)
_TAIL = re.compile(r"\d{3}[\dX]", re.ASCII)
# So many digits in a row may be most of an identity or telephone number.
_TELLING = re.compile(r"\d{7,}", re.ASCII)


class Sort(Enum):
    """What a typed word can be; the first ones find the fewest and are looked up first."""

    IDENTITY = 0
    TELEPHONE = 1
    DIGITS = 2
    TAIL = 3
    CODE = 4
    WORDS = 5
    LETTERS = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word and what it can be."""

    text: str
    sort: Sort


def terms(text: str) -> tuple[Term, ...]:
    """The words of what was typed; a number with blanks or dashes in it is one word."""
    shown = _CONTROL.sub("", text)[:LONGEST_TEXT]
    whole = normalised(shown).replace("-", "")
    if _NUMBER.fullmatch(whole):
        return (Term(whole, sort_of(whole)),)
    plain = unicodedata.normalize("NFKC", shown)
    words = [normalised(word) for word in _SEPARATORS.split(plain)]
    return tuple(Term(word, sort_of(word)) for word in words if word)


def is_telling(text: str) -> bool:
    """Whether the words may hold an identity or telephone number: kept out of addresses."""
    return bool(_TELLING.search(normalised(text).replace("-", "")))


def sort_of(word: str) -> Sort:
    if _IDENTITY.fullmatch(word) or _IDENTITY.fullmatch(word[:18]):
        return Sort.IDENTITY  # a disability number begins with the identity number
    if _TELEPHONE.fullmatch(word):
        return Sort.TELEPHONE
    if _TAIL.fullmatch(word):
        return Sort.TAIL
    if word.isascii() and word.isdecimal():
        return Sort.DIGITS
    if _LETTERS.fullmatch(word):
        return Sort.LETTERS
    return Sort.CODE if word.isascii() else Sort.WORDS
