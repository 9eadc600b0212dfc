"""What pages of the room share: the household or place of an address, its path, the office."""

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.papers import queries
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.operations.looks import record_look

# any code: what comes before it is where papers are verified
_ANY_CODE = "0"


def household_or_404(number: str) -> Household:
    """The household of an address; what lies outside the scope does not exist."""
    found = queries.household(number)
    if found is None:
        raise Http404
    return found


def paper_or_404(number: int) -> Paper:
    """The paper of an address."""
    found = queries.paper(number)
    if found is None:
        raise Http404
    return found


def place_or_404(code: str) -> RegionCode:
    """The village or township of an address."""
    try:
        place = RegionCode(code)
    except RegionCodeInvalid as error:
        raise Http404 from error
    if not scope.current().contains(place) or place.level < Level.TOWNSHIP:
        raise Http404
    return place


def region_path(place: RegionCode) -> list[dict[str, str]]:
    """From the province down; only places inside the scope are links."""
    seen = scope.current()
    return [
        {"name": step.name, "href": _place_href(step.code) if seen.contains(step.code) else ""}
        for step in regions.path(place, on=timezone.localdate())
    ]


def _place_href(code: str) -> str:
    """The page of a place belongs to the room above."""
    try:
        return reverse("place", args=[code])
    except NoReverseMatch:
        return ""


def dossier_href(number: str) -> str:
    """The page of a household belongs to another room."""
    try:
        return reverse("household", args=[number])
    except NoReverseMatch:
        return ""


def note_look(request: HttpRequest, home: Household, page: str) -> None:
    """Write down who opened a dossier: the household may ask."""
    record_look(by=signed_in(request), at=timezone.now(), household=home, page=page)


def office_of(region_code: str) -> str:
    """The office that issues papers about a place: that of the duty which opens the place."""
    held = [one for one in scope.current().prefixes if region_code.startswith(one)]
    place = RegionCode.of(held[0] if held else region_code[:6])
    steps = [step.name for step in regions.path(place, on=timezone.localdate())]
    if place.level is Level.VILLAGE:
        name = regions.divisions_on(timezone.localdate()).filter(code=place.code).first()
        return "".join(steps[-2:-1]) + (name.name if name else place.code)
    return f"{steps[-1] if steps else place.code}人民政府"


def verify_address(request: HttpRequest) -> str:
    """Where papers are verified: the address before the code."""
    whole = request.build_absolute_uri(reverse("paper_verify", args=[_ANY_CODE]))
    return whole.removesuffix(f"{_ANY_CODE}/")
