"""The number to call, of the county that a place lies in."""

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.reports.models import Hotline


def hotline(place: RegionCode | None) -> Hotline | None:
    """The county's newest number; None where the county entered none, or the place is unknown."""
    if place is None:
        return None
    county = RegionCode.of(place.county)
    return Hotline.objects.filter(region_code=county.code).order_by("-at", "-pk").first()
