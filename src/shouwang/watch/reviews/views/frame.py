"""What pages of the room share: place, names, who may act, downloads, refusals on a form."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from shouwang.kernel import scope
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid, enclosing
from shouwang.people.permits import duties, permits
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.papers.operations import Printed, Request
from shouwang.watch.papers.rules import Letter, Shape
from shouwang.watch.papers.views import frame as papers
from shouwang.watch.papers.views.files import download
from shouwang.watch.reviews import queries
from shouwang.watch.reviews.errors import ReviewsError
from shouwang.watch.reviews.models import Meeting, Notice

PAGE_SIZE = 30


def language() -> str:
    """The pack's name of the language that the page is in."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def asked_place(request: HttpRequest) -> RegionCode:
    """The place that the address names with `place=`, else the person's own."""
    prefixes, code = scope.current().prefixes, request.GET.get("place", "")
    if not prefixes:
        raise Http404
    return place_or_404(code) if code else RegionCode.of(prefixes[0])


def place_or_404(code: str) -> RegionCode:
    """A place inside the scope; any other does not exist."""
    try:
        place = RegionCode(code)
    except RegionCodeInvalid as error:
        raise Http404 from error
    if not scope.current().contains(place):
        raise Http404
    return place


def meeting_or_404(number: UUID) -> Meeting:
    """The meeting of an address."""
    try:
        return queries.meeting(number)
    except ReviewsError as error:
        raise Http404 from error


def notice_or_404(number: UUID) -> Notice:
    """The notice of an address."""
    try:
        return queries.notice(number)
    except ReviewsError as error:
        raise Http404 from error


def may_handle(request: HttpRequest, region_code: str) -> bool:
    """Whether the person acts on cases there: saves minutes, posts notices."""
    return permits(request, Act.HANDLE_CASES, RegionCode(region_code))


def may_hold(request: HttpRequest, region_code: str) -> bool:
    """Whether the person's duties there let it conclude a meeting: what its cases will ask."""
    region, on, kinds = RegionCode(region_code), timezone.localdate(), queries.holders()
    held = any(
        str(one.kind) in kinds and one.region.contains(region) and one.period.contains(on)
        for one in duties(request)
    )
    return held and may_handle(request, region_code)


def region_path(place: RegionCode) -> list[dict[str, str]]:
    """From the province down; a place inside the scope links to its own list."""
    return path_and_names(place, ())[0]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The short names of villages, each with its township's before it; one statement."""
    return path_and_names(None, codes)[1]


def path_and_names(
    place: RegionCode | None, codes: Iterable[str]
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What `region_path` and `names_of` give, by one statement for both."""
    wanted, seen = set(codes), scope.current()
    line = list(dict.fromkeys(enclosing(place)[1:])) if place else []
    townships = {code: f"{code[:9]}000" for code in wanted}
    found = regions.names({*wanted, *townships.values(), *line}, on=timezone.localdate())
    path = [
        {
            "name": found[code],
            "href": f"{reverse('reviews')}?place={code}" if seen.contains(code) else "",
        }
        for code in line
        if code in found
    ]
    return path, {
        code: " ".join(dict.fromkeys(found.get(one, one) for one in (townships[code], code)))
        for code in wanted
    }


def is_village(place: RegionCode) -> bool:
    """Whether meetings are held in the place."""
    return place.level is Level.VILLAGE


def href_of(name: str, *args: Any) -> str:
    """The address of another room's page; "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def say(form: forms.Form, findings: Iterable[Finding]) -> None:
    """Everything that stands against it, on top of the form."""
    for finding in findings:
        form.add_error(None, finding.message)


def wish(request: HttpRequest, letter: Letter, region_code: str) -> Request:
    """What is to be printed, for the office of the person who asks."""
    now: datetime = timezone.now()
    shape = Shape.WORD if request.POST.get("shape") == Shape.WORD else Shape.PDF
    return Request(
        sheet=letter,
        shape=shape,
        as_of=timezone.localdate(now),
        office=papers.office_of(region_code),
        address=papers.verify_address(request),
        by=signed_in(request),
        at=now,
        on=timezone.localdate(now),
    )


def file_of(made: Printed) -> HttpResponseBase:
    """A printed paper as a download."""
    return download(iter([made.content]), made.media_type, made.name, len(made.content))
