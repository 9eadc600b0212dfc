"""A household's helper; households without one; the roll of a place."""

from itertools import groupby
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.monitoring.views import frame
from shouwang.watch.pairing import operations, queries
from shouwang.watch.pairing.errors import HelperUnknown, HouseholdUnknown
from shouwang.watch.pairing.forms import PairForm
from shouwang.watch.pairing.models import Pairing
from shouwang.watch.pairing.views.helpers import offered
from shouwang.watch.registry.models import Household

MOST_EXPORTED = 100_000


@requires(Act.SEE_HOUSEHOLDS)
def household_helper(request: HttpRequest, number: str) -> HttpResponseBase:
    """Who helps a household, who did, and giving it to another."""
    try:
        home = queries.household(number)
    except HouseholdUnknown as error:
        raise Http404 from error
    place, history = RegionCode(home.region_code), queries.history_of(home)
    now = next((pair for pair in history if pair.during.upper is None), None)
    form: PairForm | None = None
    findings: tuple[Finding, ...] | None = ()
    if permits(request, Act.PAIR_HELPERS, place):
        known = {"act": uuid4(), "seen": now.pk if now else None}
        form = PairForm(request.POST or None, offered(place), initial=known)
        if request.method == "POST":
            findings = _pair(request, home, form)
            if findings is None:
                return redirect("household_helper", number)
    elif request.method == "POST":
        return forbidden(request)
    return TemplateResponse(
        request,
        "pairing/household.html",
        {
            "household": home,
            "now": now,
            "history": [_entry(pair) for pair in history],
            "form": form,
            "findings": findings,
            "region_path": frame.region_path(place),
        },
    )


def _pair(request: HttpRequest, home: Household, form: PairForm) -> tuple[Finding, ...] | None:
    """None when it was done."""
    if not form.is_valid():
        return ()
    given = form.cleaned_data
    try:
        reading = operations.pair(
            by=signed_in(request),
            at=timezone.now(),
            act_id=given["act"],
            number=home.number,
            helper=int(given["helper"]),
            seen=given["seen"],
            note=given["note"],
            confirmed=given["confirmed"],
        )
    except HelperUnknown as error:
        return (Finding("unknown", str(error)),)
    if reading.value is None:
        return reading.findings
    messages.success(request, _("已换成%(name)s。") % {"name": reading.value.helper_name})
    return None


def _entry(pair: Pairing) -> dict[str, Any]:
    until = pair.during.upper
    ended = _("至 %(on)s") % {"on": timezone.localdate(until)} if until else _("至今")
    said = " ".join(part for part in (pair.helper_unit, pair.helper_post, pair.note) if part)
    return {
        "at": timezone.localdate(pair.during.lower),
        "title": f"{pair.helper_name}（{pair.get_reason_display()}，{ended}）",
        "text": said,
        "by": str(pair.by),
    }


@requires(Act.PAIR_HELPERS)
def waiting_page(request: HttpRequest) -> HttpResponseBase:
    """Households that need a helper and have none, by number."""
    place, today = frame.asked_place(request), timezone.localdate()
    found = queries.waiting(place, today, request.GET.get("after", ""), queries.PAGE_SIZE + 1)
    shown, more = found[: queries.PAGE_SIZE], len(found) > queries.PAGE_SIZE
    path, names = frame.path_and_names(place, [one.region_code for one in shown])
    return TemplateResponse(
        request,
        "pairing/waiting.html",
        {
            "place": place,
            "rows": [_waiting(one, names) for one in shown],
            "columns": _waiting_columns(),
            "total": queries.waiting_count(place, today),
            "next": shown[-1].number if more else "",
            "export": reverse("pairing_waiting_export")
            if permits(request, Act.EXPORT, place)
            else "",
            "region_path": path,
        },
    )


@requires(Act.EXPORT)
def export_waiting(request: HttpRequest) -> HttpResponseBase:
    """The same households as an Excel file; who took it is journalled."""
    place = frame.asked_place(request)
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.PAIR_HELPERS, place):
        return forbidden(request)
    found = queries.waiting(place, timezone.localdate(), "", MOST_EXPORTED)
    names = frame.names_of({one.region_code for one in found})
    return taken(
        request,
        _("没有帮扶责任人的农户"),
        [*_waiting_columns(), {"key": "number", "label": _("户编号")}],
        (_waiting(one, names) for one in found),
        act="pairing.waiting_exported",
        region=place,
    )


def _waiting_columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "place", "label": _("所在村")},
        {"key": "group", "label": _("村民小组")},
        {"key": "size", "label": _("人口"), "kind": "number"},
    ]


def _waiting(one: Household, names: dict[str, str]) -> dict[str, Any]:
    return {
        "head": one.head_name,
        "number": one.number,
        "href": reverse("household_helper", args=[one.number]),
        "place": names.get(one.region_code, one.region_code),
        "group": one.group,
        "size": one.size,
    }


@requires(Act.PAIR_HELPERS)
def roll_page(request: HttpRequest) -> HttpResponseBase:
    """The roll of a place to print: households by village with their helpers."""
    place = frame.asked_place(request)
    found = queries.roll(place)
    path, names = frame.path_and_names(place, {row.village for row in found})
    villages = [
        {"name": names[code], "rows": list(rows)}
        for code, rows in groupby(found, key=lambda row: row.village)
    ]
    context = {"villages": villages, "total": len(found), "region_path": path, "place": place}
    return TemplateResponse(request, "pairing/roll.html", context)
