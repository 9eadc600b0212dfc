"""Words and sounds of Chinese: rjieba parts a text into words, pypinyin reads it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from shouwang.kernel.lazily import lazily

if TYPE_CHECKING:
    import pypinyin
    import rjieba
else:  # their dictionaries take some 60 and 30 MB
    pypinyin = lazily("pypinyin")
    rjieba = lazily("rjieba")


@lru_cache(maxsize=20_000)
def syllables(run: str) -> Sequence[str]:
    """The pinyin of each character without tones: 脐橙 is qi, cheng."""
    return tuple(pypinyin.lazy_pinyin(run, errors="ignore"))


@lru_cache(maxsize=20_000)
def cut(run: str) -> Sequence[str]:
    """The words of a run of characters: 瑞金脐橙 is 瑞金, 脐橙."""
    return tuple(rjieba.cut(run))


def words_of(names: Iterable[str]) -> set[str]:
    """All words of two characters and more that stand in the names, and the names themselves."""
    found = set()
    for name in names:
        found.add(name)
        found.update(word for word in rjieba.cut_for_search(name) if len(word) > 1)
    return found
