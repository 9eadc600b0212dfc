"""By which pieces a product is found: characters, pairs of characters, pinyin from each syllable.

赣南脐橙 is found by 橙, by 脐橙, by `qi`, `qich` (syllables written out, from any of them on) and
by `qc` (first letters). Up to four letters are looked up as they stand; of longer words the first
four are, and the rest is compared with the spelling.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST_QUERY = 40
PREFIX = 4  # letters of a word that are looked up
_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")

Syllables = Callable[[str], Sequence[str]]
Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query as it is looked up: every term must be there, and every part in the spelling."""

    text: str
    terms: tuple[str, ...]
    spelt: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)


def normal(text: str) -> str:
    """Full-width letters as plain ones, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def terms_of(spelled: Iterable[str], plain: Iterable[str], syllables: Syllables) -> list[str]:
    """The terms of a product: of `spelled` words with pinyin, of `plain` ones as written alone."""
    found: set[str] = set()
    for word in spelled:
        for run in _runs(word):
            found.update(_written(run))
            if not run.isascii():
                found.update(_sounded(syllables(run)))
    for word in plain:
        for run in _runs(word):
            found.update(_written(run))
    return sorted(found)


def spellings(words: Iterable[str], syllables: Syllables) -> str:
    """Pinyin of the words, written out and by first letters, each once: 脐橙 is `qicheng qc`."""
    written: dict[str, None] = {}
    for word in words:
        for run in _runs(word):
            if run.isascii():
                written[run] = None
            else:
                read = syllables(run)
                written["".join(read)] = None
                written["".join(one[0] for one in read)] = None
    return " ".join(written)


def wanted(query: str, cut: Cut) -> Wanted:
    """What to look up for a query; `cut` parts a run of characters into its words."""
    text = normal(query[:LONGEST_QUERY])
    terms: dict[str, None] = {}
    spelt: list[str] = []
    for run in _RUNS.findall(text):
        if run.isascii():
            terms[run[:PREFIX]] = None
            spelt.extend([run] if len(run) > PREFIX else [])
        else:
            words = [run] if len(run) <= 2 else cut(run)
            terms.update(dict.fromkeys(_pairs_of(words)))
    return Wanted(text, tuple(terms), tuple(spelt))


def loosened(query: Wanted) -> Wanted:
    """The same with characters that may stand apart: for when nothing was found."""
    pieces = (tuple(one) if not one.isascii() else (one,) for one in query.terms)
    terms = dict.fromkeys(piece for piece_of in pieces for piece in piece_of)
    return Wanted(query.text, tuple(terms), query.spelt)


def _runs(word: str) -> list[str]:
    found: list[str] = _RUNS.findall(normal(word))
    return found


def _written(run: str) -> Iterator[str]:
    """Beginnings of what is written in letters or digits; characters and their pairs otherwise."""
    if run.isascii():
        yield from (run[:n] for n in range(1, min(len(run), PREFIX) + 1))
        return
    yield from run
    yield from (run[n : n + 2] for n in range(len(run) - 1))


def _sounded(read: Sequence[str]) -> Iterator[str]:
    for start in range(len(read)):
        rest = read[start : start + PREFIX]  # so many syllables are enough for so many letters
        for letters in ("".join(rest), "".join(one[0] for one in rest)):
            yield from (letters[:n] for n in range(1, min(len(letters), PREFIX) + 1))


def _pairs_of(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if len(word) == 1:
            yield word
        yield from (word[n : n + 2] for n in range(len(word) - 1))
