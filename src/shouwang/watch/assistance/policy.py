"""The pack of help as it holds in a place: the packaged one with the county's values over it."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from shouwang.engine import Pack, load_pack
from shouwang.engine.errors import MissingParameter
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import as_parameter_value, standing_values
from shouwang.watch.assistance.catalogue import Catalogue, read_catalogue

PACK = "cn/assistance"


@functools.cache
def packaged() -> Pack:
    """The packaged pack; read once."""
    return load_pack(PACK)


@functools.cache
def catalogue() -> Catalogue:
    """The measures of the packaged pack."""
    return read_catalogue(packaged())[0]


def pack_of(region_code: str) -> Pack:
    """The pack of a place, with what the county entered; one statement."""
    pack = packaged()
    rows = standing_values(region_code)
    known = (as_parameter_value(row) for row in rows if row.parameter in pack.parameters)
    return pack.with_values(known)


def only(pack: Pack, wanted: Iterable[str]) -> Pack:
    """The pack with only some of its rules switched on."""
    names = set(wanted)
    rules = {
        name: replace(rule, enabled=rule.enabled and name in names)
        for name, rule in pack.rules.items()
    }
    return replace(pack, rules=rules)


def value(pack: Pack, name: str, region_code: str, on: date) -> int | None:
    """The value of a parameter in a place on a day; None when nobody entered one."""
    try:
        return pack.resolve(name, RegionCode(region_code).prefix, on).value
    except MissingParameter:
        return None


def word(codes: Mapping[str, Mapping[str, Any]], code: str, language: str = "zh") -> str:
    """What people call a code; the code itself when the pack has it no more."""
    named = codes.get(code)
    return str(named.get(language, code)) if named else code


def codes(name: str) -> Mapping[str, Mapping[str, Any]]:
    """One of the pack's code lists of this room."""
    found: Mapping[str, Mapping[str, Any]] = packaged().codes[name]
    return found


def risk_code(kind: str) -> str:
    """The code of a risk as the registry writes it: 因病, 因自然灾害（洪涝）, …"""
    for code, named in catalogue().risks.items():
        if kind == named["zh"] or (code == "disaster" and kind.startswith(named["zh"])):
            return code
    return "other"


def era_on(on: date) -> str:
    """The name of the regime that holds on a day."""
    for name, era in packaged().codes["eras"].items():
        if era["from"] <= on and ("to" not in era or on < era["to"]):
            return str(name)
    return ""
