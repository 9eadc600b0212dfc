"""What pickers offer: divisions inside a scope, found by name, pinyin initials or code."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.kernel.scope import Scope
from shouwang.regions.models import Division, NeighbouringCharacters
from shouwang.regions.naming import short_name
from shouwang.regions.queries.divisions import PathStep, divisions_on, paths

MOST = 20
# Of names that only contain the words, at most so many are ranked; more is no search.
MOST_RANKED = 2000
LONGEST_QUERY = 60
# Who types 象湖 means 象湖镇 no less than a place called just so.
KINDS = ("省", "市", "县", "区", "镇", "乡", "街道", "村", "社区", "自治区")
LATIN = re.compile(r"[a-z0-9]+", re.ASCII)
DIGITS_ONLY = re.compile(r"[0-9]{2,12}", re.ASCII)
SEPARATORS = re.compile(r"[\s›>/,，、]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A division that a picker offers, with the way to it."""

    code: str
    name: str
    level: int
    path: tuple[PathStep, ...]

    @property
    def path_text(self) -> str:
        """江西省 › 赣州市 › 瑞金市 › 象湖镇"""
        return " › ".join(step.name for step in self.path)


def offered(scope: Scope, *, on: date) -> QuerySet[Division]:
    """The divisions inside the scope; a scope without any place offers none."""
    if not scope.prefixes:
        return Division.objects.none()
    inside = (Q(code__startswith=prefix) for prefix in scope.prefixes if prefix)
    rows = divisions_on(on)
    return rows if "" in scope.prefixes else rows.filter(reduce(or_, inside))


def search(words: str, *, scope: Scope, on: date, most: int = MOST) -> list[Found]:
    """The best matches inside the scope: exact, then beginning with it, then containing it.

    Among equals the higher level, the shorter name and the smaller code come first. The words are
    Chinese, pinyin initials (two letters at least) or the beginning of a code (two digits at
    least); words before the last narrow the search to places whose path contains them.
    """
    *context, last = _words(words) or [""]
    ranked = _ranked(last, offered(scope, on=on))
    if ranked is None:
        return []
    rows = list(ranked[: MOST_RANKED if context else most])
    found = list(_with_paths(rows, on))
    return [one for one in found if _fits(one, context)][:most]


def resolve(text: str, *, scope: Scope, on: date) -> list[Found]:
    """The divisions that a typed entry may mean: one when it is clear, several or none else.

    Understood are a code of 2, 4, 6, 9 or 12 digits, a name, and a path with the name at its end.
    """
    code = text.strip()
    if DIGITS_ONLY.fullmatch(code):
        rows = list(offered(scope, on=on).filter(code=code.ljust(LENGTH, "0")))
        return list(_with_paths(rows, on))
    found = search(text, scope=scope, on=on)
    name = short_name((_words(text) or [""])[-1])
    exact = [one for one in found if name in (one.name, short_name(one.name))]
    return exact or found


def _words(text: str) -> list[str]:
    return [word for word in SEPARATORS.split(text.strip()[:LONGEST_QUERY]) if word]


def _ranked(word: str, rows: QuerySet[Division]) -> QuerySet[Division] | None:
    """The rows that match, best first; None when the word is too short to mean anything."""
    if DIGITS_ONLY.fullmatch(word):
        return rows.filter(code__startswith=word).order_by("level", "code")
    if LATIN.fullmatch(word.lower()):
        if len(word) < 2:
            return None
        letters = word.lower()
        beginning = rows.filter(initials__startswith=letters)
        return _in_order(beginning, exact=Q(initials=letters), prefix=Q())
    if not word:
        return None
    return _by_name(word, rows)


def _by_name(word: str, rows: QuerySet[Division]) -> QuerySet[Division]:
    short = short_name(word)
    exact = Q(short_name__in=[short, *(short + kind for kind in KINDS)]) | Q(name=word)
    beginning = Q(short_name__startswith=short)
    matching = rows.filter(beginning)
    if len(short) > 1:
        pairs = [short[at : at + 2] for at in range(len(short) - 1)]
        inside = rows.alias(pairs=NeighbouringCharacters("short_name")).filter(
            pairs__contains=pairs,  # type: ignore[misc]  # the plugin sees no array here
            short_name__contains=short,
        )
        # a list of keys: so the pairs' index is used, and the ranking stays bounded
        keys = list(inside.values_list("pk", flat=True)[:MOST_RANKED])
        matching = rows.filter(beginning | Q(pk__in=keys)) if keys else matching
    return _in_order(matching, exact=exact, prefix=beginning)


def _in_order(rows: QuerySet[Division], *, exact: Q, prefix: Q) -> QuerySet[Division]:
    whens = [When(exact, then=Value(0))] + ([When(prefix, then=Value(1))] if prefix else [])
    rank = Case(*whens, default=Value(2), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", "level", Length("short_name"), "code")


def _with_paths(rows: Iterable[Division], on: date) -> Iterator[Found]:
    rows = list(rows)
    ways = paths([RegionCode(row.code) for row in rows], on=on)
    for row in rows:
        yield Found(row.code, row.name, row.level, ways[row.code])


def _fits(found: Found, context: list[str]) -> bool:
    above = "".join(step.name for step in found.path[:-1])
    return all(short_name(word) in above for word in context)
