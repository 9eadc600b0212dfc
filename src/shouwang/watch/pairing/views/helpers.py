"""Helpers of a place with their loads; one helper with its households, and its leaving."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.monitoring.views import frame
from shouwang.watch.pairing import operations, policy, queries, rules
from shouwang.watch.pairing.errors import HelperUnknown
from shouwang.watch.pairing.forms import FilterForm, HandOverForm
from shouwang.watch.pairing.models import Helper, Pairing
from shouwang.watch.pairing.policy import Terms
from shouwang.watch.pairing.queries import Wanted

MOST_OFFERED = 400


@requires(Act.PAIR_HELPERS)
def pairing_page(request: HttpRequest) -> HttpResponseBase:
    """Helpers of a place with load against quota, and what needs doing first."""
    place, ranks = frame.asked_place(request), policy.rank_names(frame.language())
    form, today = FilterForm(request.GET, ranks), timezone.localdate()
    terms = policy.terms(place, today)
    asked = form.asked()
    page = queries.page(
        queries.helpers(Wanted(place, **asked), terms.quotas), frame.page_number(request)
    )
    path, names = frame.path_and_names(place, [one.region_code for one in page.rows])
    return TemplateResponse(
        request,
        "pairing/pairing.html",
        {
            "place": place,
            "region_path": path,
            "form": form,
            "columns": columns(),
            "rows": _rows(page.rows, ranks, names),
            "page": frame.django_page(page),
            "waiting": queries.waiting_count(place, today),
            "above": queries.helpers(Wanted(place, shown="above"), terms.quotas).count(),
            "quotas": [(name, terms.quota(rank)) for rank, name in ranks.items()],
            "is_county": permits(request, Act.PAIR_HELPERS, county(place)),
            "export": reverse("pairing_export") if permits(request, Act.EXPORT, place) else "",
            "filtered": any(asked.values()),
        },
    )


@requires(Act.EXPORT)
def export_helpers(request: HttpRequest) -> HttpResponseBase:
    """The same helpers as an Excel file; who took it is journalled."""
    place, ranks = frame.asked_place(request), policy.rank_names(frame.language())
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.PAIR_HELPERS, place):
        return forbidden(request)
    form = FilterForm(request.GET, ranks)
    terms = policy.terms(place, timezone.localdate())
    found = list(queries.helpers(Wanted(place, **form.asked()), terms.quotas))
    names = frame.names_of(one.region_code for one in found)
    return taken(
        request,
        _("帮扶责任人"),
        columns(),
        _rows(found, ranks, names),
        act="pairing.helpers_exported",
        region=place,
        form=form,
    )


def county(place: RegionCode) -> RegionCode:
    """The county that a place is or lies in."""
    return RegionCode.of(place.county)


def columns() -> list[dict[str, Any]]:
    """The table of helpers."""
    return [
        {"key": "name", "label": _("姓名"), "href": "href", "note": "telephone"},
        {"key": "unit", "label": _("单位及职务")},
        {"key": "rank", "label": _("级别")},
        {"key": "place", "label": _("工作地点")},
        {"key": "load", "label": _("结对户数"), "kind": "number", "note": "above"},
        {"key": "quota", "label": _("上限"), "kind": "number"},
    ]


def _rows(
    found: Iterable[Any], ranks: dict[str, str], names: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "href": reverse("pairing_helper", args=[one.pk]),
            "telephone": one.telephone_masked,
            "unit": " ".join(part for part in (one.unit, one.post) if part),
            "rank": ranks.get(one.rank, one.rank),
            "place": names.get(one.region_code, one.region_code),
            "load": one.load,
            "quota": one.quota,
            "above": _("超过上限") if one.load > one.quota else "",
        }
        for one in found
    ]


@requires(Act.SEE_HOUSEHOLDS)
def helper_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One helper: households now and before, and the hand-over on leaving."""
    one = helper_or_404(number)
    place = RegionCode(one.region_code)
    if one.account_id != request.user.pk and not permits(request, Act.PAIR_HELPERS, place):
        return forbidden(request)
    leaving = permits(request, Act.PAIR_HELPERS, county(place)) and one.ended_on is None
    form: HandOverForm | None = None
    findings: tuple[Finding, ...] = ()
    if leaving:
        others = offered(county(place), without=one.pk)
        form = HandOverForm(request.POST or None, others, initial={"act": uuid4()})
        if request.method == "POST" and form.is_valid():
            findings = _hand_over(request, one, form)
            if not findings:
                return redirect("pairing_helper", one.pk)
    return _helper(request, one, form, findings)


def _hand_over(request: HttpRequest, one: Helper, form: HandOverForm) -> tuple[Finding, ...]:
    given = form.cleaned_data
    reading = operations.hand_over(
        by=signed_in(request),
        at=timezone.now(),
        act_id=given["act"],
        number=one.pk,
        successor=int(given["successor"]) if given["successor"] else None,
        note=given["note"],
        confirmed=given["confirmed"],
    )
    if reading.value is not None:
        messages.success(request, _("已办理离任，原来的结对户都有了新的帮扶责任人。"))
    return reading.findings


def _helper(
    request: HttpRequest, one: Helper, form: HandOverForm | None, findings: tuple[Finding, ...]
) -> HttpResponseBase:
    place, today = RegionCode(one.region_code), timezone.localdate()
    now = list(queries.pairs_of(one, now=True))
    past = list(queries.pairs_of(one, now=False)[: queries.PAGE_SIZE])
    path, names = frame.path_and_names(
        place, {pair.region_code for pair in (*now, *past)} | {place.code}
    )
    terms: Terms = policy.terms(place, today)
    return TemplateResponse(
        request,
        "pairing/helper.html",
        {
            "helper": one,
            "rank": policy.rank_names(frame.language()).get(one.rank, one.rank),
            "quota": terms.quota(one.rank),
            "load": len(now),
            "place_name": names[place.code],
            "now": pair_rows(now, names),
            "now_columns": pair_columns(past=False),
            "past": pair_rows(past, names),
            "past_columns": pair_columns(past=True),
            "form": form,
            "findings": findings,
            "region_path": path,
        },
    )


def pair_columns(*, past: bool) -> list[dict[str, Any]]:
    """The table of a helper's households."""
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "place", "label": _("所在村")},
        {"key": "since", "label": _("结对日期"), "kind": "date"},
        *([{"key": "until", "label": _("结束日期"), "kind": "date"}] if past else []),
        {"key": "reason", "label": _("缘由")},
    ]


def pair_rows(pairs: Iterable[Pairing], names: dict[str, str]) -> list[dict[str, Any]]:
    """Pairs as rows of a table."""
    return [
        {
            "head": pair.household.head_name,
            "number": pair.household.number,
            "href": reverse("household_helper", args=[pair.household.number]),
            "place": names.get(pair.region_code, pair.region_code),
            "since": timezone.localdate(pair.during.lower),
            "until": timezone.localdate(pair.during.upper) if pair.during.upper else None,
            "reason": pair.get_reason_display(),
        }
        for pair in pairs
    ]


def offered(place: RegionCode, *, without: int = 0) -> list[tuple[str, str]]:
    """Helpers to choose from, those of the place first; with their load and quota."""
    here = county(place) if scope.current().contains(county(place)) else place
    terms = policy.terms(here, timezone.localdate())
    found = queries.helpers(Wanted(here), terms.quotas).exclude(pk=without)
    rows: list[Any] = list(found)  # with load and quota beside
    near = sorted(rows, key=lambda one: (rules.distance(place.code, one.region_code), one.pk))
    return [
        (str(one.pk), f"{one.name}　{one.unit}　{one.load}/{one.quota}")
        for one in near[:MOST_OFFERED]
    ]


def helper_or_404(number: int) -> Helper:
    """A helper in the scope; otherwise there is none."""
    try:
        return queries.helper(number)
    except HelperUnknown as error:
        raise Http404 from error
