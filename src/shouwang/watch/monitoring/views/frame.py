"""What every page of a place shares: the place itself, its path, names, the language, files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from shouwang.kernel import excel, scope
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid, enclosing
from shouwang.regions import queries as regions
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.monitoring.queries import Page

MOST_PICKED = 500  # ticked by hand; more are chosen by a filter


def language() -> str:
    """The pack's name of the language the page is in: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def own_place() -> RegionCode | None:
    """The first place that the person's duties open; None when they open none."""
    prefixes = scope.current().prefixes
    return RegionCode.of(prefixes[0]) if prefixes else None


def place_or_404(code: str) -> RegionCode:
    """The place of an address; whatever lies outside the scope does not exist."""
    try:
        place = RegionCode(code)
    except RegionCodeInvalid as error:
        raise Http404 from error
    if not scope.current().contains(place):
        raise Http404
    return place


def asked_place(request: HttpRequest) -> RegionCode:
    """The place that the address names with `place=`, else the person's own."""
    code = request.GET.get("place", "")
    own = own_place()
    if own is None:
        raise Http404
    return place_or_404(code) if code else own


def region_path(place: RegionCode) -> list[dict[str, str]]:
    """From the province down; only places inside the scope are links."""
    seen = scope.current()
    return [
        {
            "name": step.name,
            "href": reverse("place", args=[step.code]) if seen.contains(step.code) else "",
        }
        for step in regions.path(place, on=timezone.localdate())
    ]


def village_name(path: list[dict[str, str]]) -> str:
    """A village with its township before it, from its path."""
    return " ".join(step["name"] for step in path[-2:])


def place_name(place: RegionCode) -> str:
    """The short name of a place; its code where nobody loaded it."""
    return regions.names([place], on=timezone.localdate()).get(place.code, place.code)


def names_inside(place: RegionCode) -> dict[str, str]:
    """The short names of the place and of everything inside it, by code."""
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    return {one.code: one.short_name for one in tree}


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The short names of villages, each with its township's before it; one statement."""
    return path_and_names(None, codes)[1]


def path_and_names(
    place: RegionCode | None, codes: Iterable[str]
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What `region_path` and `names_of` give, by one statement for both."""
    wanted = set(codes)
    townships = {code: f"{code[:9]}000" for code in wanted}
    line = enclosing(place)[1:] if place else []
    found = regions.names({*wanted, *townships.values(), *line}, on=timezone.localdate())
    seen = scope.current()
    path = [
        {"name": found[code], "href": reverse("place", args=[code]) if seen.contains(code) else ""}
        for code in dict.fromkeys(line)
        if code in found
    ]
    return path, {
        code: " ".join(dict.fromkeys(found.get(one, one) for one in (townships[code], code)))
        for code in wanted
    }


def day_of(run: ScreeningRun | None) -> date:
    """The day that a page speaks of: that of the latest screening, else today."""
    return run.as_of if run else timezone.localdate()


def address(name: str, *args: object) -> str:
    """The address of a page of another room; "" where the room is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def django_page(page: Page[Any]) -> DjangoPage:
    """Our page for the pager, which knows Django's."""
    return (
        Paginator(range(page.total), page.size)
        .page(page.number)
        .__class__(list(page.rows), page.number, Paginator(range(page.total), page.size))
    )


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for, 1 when it is not a number."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def sort_word(request: HttpRequest, known: Iterable[str], default: str) -> str:
    """The order that the address asks for, if it is one we know."""
    word = request.GET.get("sort", default)
    return word if word in set(known) else default


def file_answer(written: excel.Written, name: str) -> FileResponse:
    """An Excel file as a download; the temporary file is gone as soon as it is open."""
    return excel.handed_over(written, name)
