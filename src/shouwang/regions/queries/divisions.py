"""Divisions by code on a day: name, path, children, the tree of a place.

Each answer is one indexed query. Only the tree of a whole place is kept in memory, by the number
of the newest edition: after a load no process shows an older one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Max, QuerySet

from shouwang.kernel.regioncode import DIGITS, Level, RegionCode, Scheme
from shouwang.regions.errors import DivisionUnknown
from shouwang.regions.models import Division, Edition


@dataclass(frozen=True, slots=True)
class PathStep:
    """One level of the way from the province down to a place."""

    code: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Place:
    """A division in a tree: enough for tile map, menus and lists."""

    code: str
    name: str
    short_name: str
    parent: str
    level: int


def divisions_on(on: date, scheme: Scheme = Scheme.NBS) -> QuerySet[Division]:
    """The divisions of a scheme that are in force on the day."""
    return Division.objects.filter(scheme=scheme.value, during__contains=on)


def division(code: RegionCode, *, on: date) -> Division:
    """The division on the day. Raises DivisionUnknown."""
    found = divisions_on(on, code.scheme).filter(code=code.code).first()
    if found is None:
        raise DivisionUnknown(code=code.code, scheme=code.scheme.value, on=on)
    return found


def names(codes: Iterable[RegionCode | str], *, on: date) -> dict[str, str]:
    """The short name of each code in force on the day; one query, unknown codes are left out."""
    wanted = {str(code) for code in codes}
    rows = divisions_on(on).filter(code__in=wanted)
    return dict(rows.values_list("code", "short_name"))


def path(code: RegionCode, *, on: date) -> tuple[PathStep, ...]:
    """From the province down to the place itself; levels nobody loaded are left out."""
    return paths([code], on=on)[code.code]


def paths(codes: Iterable[RegionCode], *, on: date) -> dict[str, tuple[PathStep, ...]]:
    """The paths of many places by code; one query."""
    lines = {code.code: _line(code) for code in codes}
    wanted = {one for line in lines.values() for one in line}
    rows = divisions_on(on).filter(code__in=wanted).values_list("code", "short_name", "level")
    steps = {step.code: step for step in (PathStep(*row) for row in rows)}
    return {code: tuple(steps[one] for one in line if one in steps) for code, line in lines.items()}


def children(code: RegionCode, *, on: date) -> QuerySet[Division]:
    """The divisions directly inside, by code; those of the nation are the provinces."""
    rows = divisions_on(on, code.scheme)
    if code.level is Level.NATION:
        return rows.filter(level=Level.PROVINCE.value).order_by("code")
    return rows.filter(parent_code=code.code).order_by("code")


def tree_for(prefix: str, *, on: date) -> tuple[Place, ...]:
    """Every division inside the prefix, itself included, by code: what the tile map needs."""
    newest = Edition.objects.aggregate(number=Max("pk"))["number"]
    return _tree(prefix, on, newest)


@lru_cache(maxsize=64)
def _tree(prefix: str, on: date, edition: int | None) -> tuple[Place, ...]:
    rows = divisions_on(on).filter(code__startswith=prefix).order_by("code")
    fields = rows.values_list("code", "name", "short_name", "parent_code", "level")
    return tuple(Place(*row) for row in fields)


def _line(code: RegionCode) -> list[str]:
    levels = [level for level in Level if 0 < level <= code.level]
    line = [str(RegionCode.of(code.code[: DIGITS[level]])) for level in levels]
    return list(dict.fromkeys(line))
