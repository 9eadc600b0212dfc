"""Townships and villages by the beginning of their name or of its pinyin initials."""

from functools import lru_cache

import polars as pl
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import DIGITS, Level
from shouwang.regions import queries as regions
from shouwang.regions.naming import initials, short_name
from shouwang.regions.queries import Place
from shouwang.watch.registry.finding.terms import Sort, Term

MOST_PLACES = 6
# Who types 象湖 means 象湖镇 no less than a place called just so.
_KINDS = ("镇", "乡", "街道", "村", "社区", "县", "区", "市")


def called(term: Term) -> tuple[Place, ...]:
    """Townships and villages of the scope whose name or initials begin so, the higher first."""
    if term.sort not in {Sort.WORDS, Sort.LETTERS}:
        return ()
    found = []
    for prefix in scope.current().prefixes:
        if len(prefix) < DIGITS[Level.PREFECTURE]:
            continue  # a whole province is no place to name
        for place, letters in _namedcalled(regions.tree_for(prefix, on=timezone.localdate())):
            begins = letters if term.sort is Sort.LETTERS else place.short_name
            if begins.startswith(term.text.lower()) and place.level > Level.COUNTY:
                found.append(place)
    return tuple(sorted(found, key=lambda one: (one.level, len(one.short_name), one.code)))[
        :MOST_PLACES
    ]


def prefixes_called(term: Term) -> tuple[str, ...]:
    return tuple(
        one.code[: DIGITS[Level(one.level)]] for one in called(term) if _is_called(one, term)
    )


def _is_called(place: Place, term: Term) -> bool:
    if term.sort is Sort.LETTERS:
        return len(term.text) > 1
    name = short_name(term.text)
    return place.short_name in {name, *(name + kind for kind in _KINDS)}


@lru_cache(maxsize=64)
def _namedcalled(tree: tuple[Place, ...]) -> tuple[tuple[Place, str], ...]:
    names = pl.Series([place.short_name for place in tree], dtype=pl.String)
    return tuple(zip(tree, initials(names).to_list(), strict=True)) if tree else ()
