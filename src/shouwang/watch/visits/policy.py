"""The room's numbers of the policy in force."""

from datetime import date

from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack


def parameter(name: str, region_code: str, on: date) -> int:
    """A parameter of the pack, with what the county entered, as it holds in a place on a day."""
    place = RegionCode(region_code)
    return current_pack(place.code).parameters[name].resolve(place.prefix, on).value
