"""Where the reader stands: the county whose lists, the place whose hits, and the way to it."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid
from shouwang.people import rules
from shouwang.people.permits import duties
from shouwang.people.rules import Act
from shouwang.regions import queries as regions


def county_of(request: HttpRequest) -> RegionCode | None:
    """The county in which the reader hands over lists; None when nowhere."""
    places = rules.places(duties(request), Act.UPLOAD_LISTS, timezone.localdate())
    return RegionCode.of(places[0].county) if places else None


def asked_place(request: HttpRequest) -> RegionCode:
    """The place that the address names with `place=`, else the reader's own; 404 outside it."""
    seen = scope.current()
    code = request.GET.get("place", "")
    if not code and seen.prefixes:
        return RegionCode.of(seen.prefixes[0])
    try:
        place = RegionCode(code)
    except RegionCodeInvalid as error:
        raise Http404 from error
    if not seen.contains(place):
        raise Http404
    return place


def region_path(place: RegionCode) -> list[dict[str, str]]:
    """From the province down, as words."""
    return [
        {"name": step.name, "href": ""} for step in regions.path(place, on=timezone.localdate())
    ]


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Short names, a village's with its township's before it; one statement."""
    wanted = set(codes)
    townships = {code: f"{code[:9]}000" for code in wanted}
    found = regions.names(wanted | set(townships.values()), on=timezone.localdate())
    return {
        code: " ".join(dict.fromkeys(found.get(one, one) for one in (townships[code], code)))
        for code in wanted
    }
