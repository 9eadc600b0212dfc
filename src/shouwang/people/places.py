"""The places a duty can be held in, with their names, for forms and lists."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import Level, RegionCode, Scheme
from shouwang.people.rules import LEVELS, Kind
from shouwang.regions.models import Division

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def names(codes: Iterable[str], on: date) -> dict[str, str]:
    """The names of the places on the day, by code; a village's with its township before it."""
    wanted = set(codes)
    townships = {code: str(RegionCode.of(code[:9])) for code in wanted if code[9:] != "000"}
    rows = _divisions(on).filter(code__in=wanted | set(townships.values()))
    found = dict(rows.values_list("code", "name"))
    return {
        code: " ".join(
            found.get(one, one) for one in (townships.get(code), code) if one is not None
        )
        for code in wanted
    }


def by_name(inside: Iterable[RegionCode], on: date) -> dict[str, str]:
    """Codes of the places inside the regions, by code, by name, and by "township village".

    A name that several places have is left out.
    """
    prefixes = Q(pk__in=())
    for region in inside:
        prefixes |= Q(code__startswith=region.prefix)
    rows = list(_divisions(on).filter(prefixes).values_list("code", "name", "short_name"))
    named = {code: {name, short} for code, name, short in rows}
    found: dict[str, set[str]] = {}
    for code, own in named.items():
        above = named.get(str(RegionCode.of(code[:9])), set()) if code[9:] != "000" else set()
        spoken = own | {f"{town} {village}" for town in above for village in own}
        for name in spoken | {code, RegionCode(code).prefix}:
            found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}


def choices(inside: Iterable[RegionCode], kinds: Iterable[Kind], on: date) -> Choices:
    """Every place in which one of the kinds can be held, inside the regions: villages grouped."""
    levels = {level for kind in kinds for level in LEVELS[kind]}
    prefixes = Q(pk__in=())
    for region in inside:
        prefixes |= Q(code__startswith=region.prefix)
    rows = _divisions(on).filter(prefixes, level__in=[*levels, Level.TOWNSHIP]).order_by("code")
    return _grouped(rows.values_list("code", "name", "level"), levels)


def _grouped(rows: Iterable[tuple[str, str, int]], levels: set[Level]) -> Choices:
    grouped: Choices = [("", _("请选择"))]
    here: list[tuple[str, str]] = []
    for code, name, level in rows:
        if level < Level.TOWNSHIP:
            grouped.append((code, name))
            continue
        if level == Level.TOWNSHIP:
            here = []
            grouped.append((name, here))
        if level in levels:
            whole = _("%(name)s（全乡镇）") % {"name": name}
            here.append((code, whole if level == Level.TOWNSHIP else name))
    return [group for group in grouped if group[1]]


def _divisions(on: date) -> QuerySet[Division]:
    return Division.objects.filter(scheme=Scheme.NBS.value, during__contains=on)
