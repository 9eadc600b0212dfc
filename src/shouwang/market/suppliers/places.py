"""Villages to choose from, and places as pages name them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.regions.queries import paths, tree_for

# Where the market's suppliers are from.
COUNTY = "360781"


def villages(on: date, county: str = COUNTY) -> list[tuple[str, Any]]:
    """Villages by township, as a field of choices offers them; nothing chosen comes first."""
    towns: dict[str, str] = {}
    inside: dict[str, list[tuple[str, str]]] = {}
    for place in tree_for(county, on=on):
        if place.level == Level.TOWNSHIP.value:
            towns[place.code] = place.short_name
        elif place.level == Level.VILLAGE.value:
            inside.setdefault(place.parent, []).append((place.code, place.short_name))
    return [("", "—"), *((towns.get(code, code), listed) for code, listed in inside.items())]


def place_names(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """By code the place from the county down, as it stands in a sentence; one statement."""
    wanted = [RegionCode(code) for code in set(codes)]
    found = paths(wanted, on=on) if wanted else {}
    return {
        code: "".join(step.name for step in steps if step.level >= Level.COUNTY.value) or code
        for code, steps in found.items()
    }
