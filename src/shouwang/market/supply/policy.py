"""What the policy says of crops: seasons, yields, prices at the farm gate."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.utils.translation import get_language

from shouwang.engine.parameters import Parameter
from shouwang.kernel.regioncode import RegionCode
from shouwang.market.supply.errors import CropUnknown
from shouwang.market.supply.rules import Crop
from shouwang.policies.queries import current_pack, packaged, said


def crops() -> dict[str, Crop]:
    """Every crop by its code, named in the reader's language."""
    return {code: _crop(code, one) for code, one in packaged().codes["crops"].items()}


def crop(code: str) -> Crop:
    """One crop. Raises CropUnknown."""
    found = packaged().codes["crops"].get(code)
    if found is None:
        raise CropUnknown(crop=code)
    return _crop(code, found)


def words(codes: str) -> dict[str, str]:
    """A list of codes of the pack, named in the reader's language."""
    listed: Mapping[str, dict[str, str]] = packaged().codes[codes]
    return {code: said(dict(one), _language(), code) for code, one in listed.items()}


class Yields:
    """Yields of one county on a day; one statement however many crops are asked."""

    def __init__(self, county_code: str, on: date) -> None:
        self._parameters: Mapping[str, Parameter] = current_pack(county_code).parameters
        self._on = on

    def dated(self, on: date) -> "Yields":
        """The same county's on another day; no statement."""
        other = copy(self)
        other._on = on
        return other

    def grams(self, code: str, village_code: str) -> int:
        """Grams of a crop that one m², tree, animal or hive in the village yields in a season.

        Raises MissingParameter.
        """
        return self._value(f"yield_{code}_grams", village_code)

    def farm_gate_fen_kg(self, code: str, village_code: str) -> int:
        """What a kilogram brings at the farm gate, in fen. Raises MissingParameter."""
        return self._value(f"farm_gate_{code}_fen_kg", village_code)

    def number(self, name: str, village_code: str) -> int:
        """Another number of the policy."""
        return self._value(name, village_code)

    def _value(self, name: str, village_code: str) -> int:
        place = RegionCode(village_code)
        return self._parameters[name].resolve(place.prefix, self._on).value


def _crop(code: str, one: Mapping[str, Any]) -> Crop:
    name = said(dict(one), _language(), code)
    return Crop(code, name, one["category"], one["by"], one["from"], one["until"])


def _language() -> str:
    return (get_language() or "zh")[:2]
