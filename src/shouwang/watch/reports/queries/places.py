"""Which counties are served, and their townships and villages, for pages without log-in."""

from django.db import connection
from django.utils import timezone

from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.regions import queries as regions
from shouwang.regions.queries import Place


def counties() -> list[RegionCode]:
    """The counties whose households are held here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prefix FROM public.reports_counties() ORDER BY 1")
        return [RegionCode.of(prefix) for (prefix,) in cursor.fetchall()]


def townships() -> list[Place]:
    """The townships of those counties, by code."""
    return [one for county in counties() for one in _inside(county, Level.TOWNSHIP)]


def villages(township: RegionCode) -> list[Place]:
    """The villages of a township, by code."""
    return _inside(township, Level.VILLAGE)


def _inside(place: RegionCode, level: Level) -> list[Place]:
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    return [one for one in tree if one.level == level.value]


def village(code: str) -> RegionCode | None:
    """A village in force today by its 12 digits, as a QR code or a form gave them; else None."""
    try:
        place = RegionCode(code)
    except RegionCodeInvalid:
        return None
    if place.level is not Level.VILLAGE:
        return None
    known = regions.names([place], on=timezone.localdate())
    return place if place.code in known else None


def place_name(code: str) -> str:
    """A village with its township before it; the code where nobody loaded it."""
    path = regions.path(RegionCode(code), on=timezone.localdate())
    return " ".join(step.name for step in path[-2:]) or code
