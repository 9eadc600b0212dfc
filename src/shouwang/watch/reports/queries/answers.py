"""Questions and answers about policy: read from the pack, found by words or pinyin initials."""

import functools
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from shouwang.engine.pack.layers import find_directory
from shouwang.engine.pack.source import read_yaml
from shouwang.policies.queries import PACK
from shouwang.regions.naming import initials

LONGEST = 60
_BETWEEN = re.compile(r"[\s,，。、；;？?！!：:]+")
_FOLDER = "answers"
_IN_QUESTION, _IN_ANSWER, _OF_CATEGORY = 8, 3, 2
_STOP = frozenset("的了吗呢啊怎么什有没能不可以我家里是在和与要就都很也还给到")


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer, the document that says so and that document's day."""

    key: str
    question: str
    answer: str
    document: str
    on: date
    verified: bool
    categories: tuple[str, ...]
    initials: str


@functools.cache
def every() -> tuple[Answered, ...]:
    """All questions of the packaged pack, in the order written; read once."""
    folder = find_directory(PACK) / _FOLDER
    entries = [pair for path in sorted(folder.glob("*.yaml")) for pair in _entries(path)]
    letters = initials(pl.Series([entry["question"] for _, entry in entries], dtype=pl.String))
    return tuple(
        Answered(
            key,
            entry["question"],
            entry["answer"].replace(" ", ""),
            entry["document"],
            entry["date"],
            entry["verified"] is True,
            tuple(entry["categories"]),
            letter,
        )
        for (key, entry), letter in zip(entries, letters, strict=True)
    )


def _entries(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return list(read_yaml(path, str(path)).items())


def answers(words: str = "", category: str = "") -> list[Answered]:
    """The questions that have every word in question, answer or initials, the best first."""
    asked = [one.lower() for one in _BETWEEN.split(words[:LONGEST]) if one]
    of = [one for one in every() if not category or category in one.categories]
    found = [(sum(_weight(one, word) for word in asked), one) for one in of if _has(one, asked)]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def _has(one: Answered, asked: list[str]) -> bool:
    return all(_weight(one, word) for word in asked)


def _weight(one: Answered, word: str) -> int:
    if word in one.question.lower() or (word.isascii() and word in one.initials):
        return _IN_QUESTION
    return _IN_ANSWER if word in (one.answer + one.document).lower() else 0


def fitting(words: str, category: str = "", *, most: int = 3) -> list[Answered]:
    """What may help whoever writes these words, by the pairs of characters that they share."""
    pairs = _pairs(words[:500])
    scored = []
    for one in every():
        score = _IN_QUESTION * len(pairs & _pairs(one.question))
        score += len(pairs & _pairs(one.answer))
        score += _OF_CATEGORY if category in one.categories and category else 0
        if score >= _OF_CATEGORY:
            scored.append((score, one))
    return [one for _, one in sorted(scored, key=lambda pair: -pair[0])[:most]]


@functools.lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(
        a + b
        for a, b in pairwise(text)
        if a > "\u4e00" and b > "\u4e00" and a not in _STOP and b not in _STOP
    )


def answer_of(key: str) -> Answered | None:
    """The question of that key."""
    return next((one for one in every() if one.key == key), None)
