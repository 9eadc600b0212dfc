"""The county's number, and posters with a village's QR code for its notice board."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.lazily import lazily
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.monitoring.views import frame
from shouwang.watch.reports import operations, queries
from shouwang.watch.reports.forms import HotlineForm

if TYPE_CHECKING:
    import segno
else:
    segno = lazily("segno")


@requires(Act.SUPERVISE)
def hotline_page(request: HttpRequest) -> HttpResponseBase:
    """The county's number: what the public page, the receipts and the posters say."""
    place = frame.asked_place(request)
    county = RegionCode.of(place.county)
    if not permits(request, Act.SUPERVISE, county):
        return forbidden(request)
    known = queries.hotline(county)
    form = HotlineForm(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        operations.enter_hotline(
            by=signed_in(request), at=timezone.now(), county=county, **form.cleaned_data
        )
        messages.success(request, _("已更新，公众页面和新打印的海报用新号码。"))
        return redirect("report_hotline")
    context = {"form": form, "known": known, "region_path": frame.region_path(county)}
    return TemplateResponse(request, "reports/hotline.html", context)


def _initial(known: Any) -> dict[str, str]:
    if known is None:
        return {"hours": "8:00—12:00，14:30—17:30（工作日）"}
    return {"number": known.number, "hours": known.hours}


@requires(Act.HEAR_REPORTS)
def posters_page(request: HttpRequest) -> HttpResponseBase:
    """One poster of A4 for each village of a township; a county chooses the township first."""
    place = frame.asked_place(request)
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    wide = place.level < Level.TOWNSHIP
    context = {
        "place": place,
        "region_path": frame.region_path(place),
        "townships": [one for one in tree if one.level == Level.TOWNSHIP.value] if wide else [],
        "posters": [] if wide else _posters(request, [o for o in tree if o.level == Level.VILLAGE]),
        "hotline": queries.hotline(place),
        "address": request.build_absolute_uri(reverse("report_public")),
    }
    return TemplateResponse(request, "reports/posters.html", context)


def _posters(request: HttpRequest, villages: list[regions.Place]) -> list[dict[str, str]]:
    start = request.build_absolute_uri(reverse("report_public"))
    names = frame.names_of(one.code for one in villages)
    return [{"name": names[one.code], "qr": _drawn(f"{start}?v={one.code}")} for one in villages]


def _drawn(text: str) -> str:
    """A QR code as large as its place on the sheet; black on white in the dark theme too."""
    made = segno.make(text, error="q", micro=False)
    return str(made.svg_inline(omitsize=True, border=2, light="white"))
