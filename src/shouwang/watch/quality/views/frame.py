"""What every page of the room shares: the place, its path, names, the language, files."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.kernel import excel, scope
from shouwang.kernel.pages import Page
from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions

# Only the county office screens and checks; the same office decides about explanations.
DECIDE = Act.SCREEN_NOW


def language() -> str:
    """The pack's name of the language the page is in: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


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
    prefixes = scope.current().prefixes
    if not prefixes:
        raise Http404
    return place_or_404(code) if code else RegionCode.of(prefixes[0])


def region_path(place: RegionCode, page: str) -> list[dict[str, str]]:
    """From the province down; a place inside the scope links to the same page of that place."""
    seen = scope.current()
    return [
        {
            "name": step.name,
            "href": f"{reverse(page)}?place={step.code}" if seen.contains(step.code) else "",
        }
        for step in regions.path(place, on=timezone.localdate())
    ]


def place_name(code: str) -> str:
    """The short name of a place; its code where nobody loaded it."""
    return regions.names([code], on=timezone.localdate()).get(code, code)


def level_below(place: RegionCode) -> Level | None:
    """The level of the places that a page divides a place into; None for a village."""
    return None if place.level is Level.VILLAGE else Level(place.level + 1)


def level_name(level: Level) -> str:
    """What the places of a level are called above a column."""
    return {Level.VILLAGE: _("村"), Level.TOWNSHIP: _("乡镇")}.get(level, _("地方"))


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The short names of villages, each with its township's before it; one statement."""
    wanted = set(codes)
    townships = {code: f"{code[:9]}000" for code in wanted}
    found = regions.names(wanted | set(townships.values()), on=timezone.localdate())
    return {
        code: " ".join(dict.fromkeys(found.get(one, one) for one in (townships[code], code)))
        for code in wanted
    }


def household_href(number: str) -> str:
    """The dossier's page; "" where no room has one."""
    try:
        return reverse("household", args=[number])
    except NoReverseMatch:
        return ""


def django_page(page: Page[Any]) -> DjangoPage[Any]:
    """Our page for the pager, which knows Django's."""
    paginator = Paginator(range(page.total), page.size)
    return DjangoPage(list(page.rows), page.number, paginator)


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for, 1 when it is not a number."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def sort_word(request: HttpRequest, known: Iterable[str], default: str) -> str:
    """The order that the address asks for, if it is one we know."""
    word = request.GET.get("sort", default)
    return word if word in set(known) else default


def numbers(texts: Iterable[str]) -> list[int]:
    """The keys among what a form sent."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 18]


def file_answer(written: excel.Written, name: str) -> FileResponse:
    """An Excel file as a download; the temporary file is gone as soon as it is open."""
    return excel.handed_over(written, name)


def remarks(request: HttpRequest, place: RegionCode, day: object) -> list[tuple[str, str]]:
    """The sheet 说明 of an export: what was asked, when and by whom."""
    asked = "；".join(f"{key}={value}" for key, value in request.GET.items() if value) or "无"
    return [
        ("地区", str(place)),
        ("筛选条件", asked),
        ("核查日期", str(day) if day else "尚未核查"),
        ("导出人", signed_in(request).display_name),
        ("导出时间", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
        ("提示", "含个人信息，仅限本职工作使用，用后删除。"),
    ]
