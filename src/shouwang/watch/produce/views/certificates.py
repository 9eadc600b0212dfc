"""Certificates with what happens to them, and draws for random checks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.bridge.models import Certificate
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import current
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import current_pack
from shouwang.watch.produce import operations
from shouwang.watch.produce.forms import CheckForm, DeedForm, DrawForm
from shouwang.watch.produce.operations import Deed
from shouwang.watch.produce.queries import desk
from shouwang.watch.produce.views import frame


@requires(Act.SEE_CASES)
def certificates_page(request: HttpRequest) -> HttpResponseBase:
    """Certificates of a place; with `review=1` those whose yearly review is due."""
    place, today = frame.asked_place(request), timezone.localdate()
    months = int(current_pack(place.code).resolve(desk.REVIEW_MONTHS, place.code, today).value)
    since = add_months(today, -months)
    only_due = request.GET.get("review") == "1"
    found = desk.unreviewed(place, since) if only_due else desk.certificates(place)
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "produce/certificates.html",
        {
            "tabs": frame.tabs(request, place, "produce_certificates"),
            "place": place,
            "columns": _columns(),
            "rows": [_row(one) for one in page.object_list],
            "page": page,
            "due": desk.unreviewed(place, since).count(),
            "only_due": only_due,
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "number", "label": _("证书编号"), "href": "href"},
        {"key": "product", "label": _("产品"), "note": "supplier"},
        {"key": "valid_from", "label": _("有效期自"), "kind": "date"},
        {"key": "valid_until", "label": _("有效期至"), "kind": "date"},
        {"key": "state", "label": _("状态")},
    ]


def _row(one: Certificate) -> dict[str, Any]:
    return {
        "number": one.number,
        "href": reverse("produce_certificate", args=[one.pk]),
        "product": one.product,
        "supplier": one.supplier.name,
        "valid_from": one.valid_from,
        "valid_until": one.valid_until,
        "state": state_of(one),
    }


def state_of(one: Certificate) -> str:
    """How a certificate stands today, in a word."""
    if one.ended_on is not None:
        return _("已取消")
    if one.valid_until <= timezone.localdate():
        return _("已到期")
    return _("已暂停") if one.suspended_on else _("有效")


@requires(Act.SEE_CASES)
def certificate_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One certificate: its checks; the county suspends it or takes it away at once."""
    found = desk.certificate(number)
    if found is None or not current().contains(found.region_code):
        raise Http404
    may = frame.may(request, Act.CERTIFY, found.region_code)
    is_deed = "deed" in request.POST or "reason" in request.POST
    deed = DeedForm(request.POST if is_deed else None, is_suspended=bool(found.suspended_on))
    check = CheckForm(None if is_deed else request.POST or None, initial=_drawn(request))
    if request.method == "POST":
        if not may:
            return forbidden(request)
        if _done(request, found, deed) if is_deed else _checked(request, found, check):
            return redirect("produce_certificate", number)
    return TemplateResponse(
        request,
        "produce/certificate.html",
        {
            "certificate": found,
            "state": state_of(found),
            "checks": desk.checks(found),
            "deed": deed if may and found.ended_on is None else None,
            "check": check if may and found.ended_on is None else None,
            "region_path": frame.region_path(found.region_code),
        },
    )


def _drawn(request: HttpRequest) -> dict[str, Any]:
    """A check that answers a draw carries the number that was drawn."""
    number = request.GET.get("drawn", "")
    try:
        return {"number": UUID(number), "kind": "random"} if number else {}
    except ValueError as error:
        raise Http404 from error


def _done(request: HttpRequest, found: Certificate, form: DeedForm) -> bool:
    if not form.is_valid():
        return False
    done = operations.upon_certificate(
        by=signed_in(request),
        at=timezone.now(),
        certificate=found.pk,
        deed=Deed(form.cleaned_data["deed"]),
        reason=form.cleaned_data["reason"],
    )
    said = _("已处理，商城即时生效。") if done else _("此前已经这样处理过，没有改变。")
    messages.success(request, said)
    return True


def _checked(request: HttpRequest, found: Certificate, form: CheckForm) -> bool:
    if not form.is_valid():
        return False
    operations.record_check(
        by=signed_in(request),
        at=timezone.now(),
        number=form.sent_number,
        certificate=found.pk,
        kind=form.cleaned_data["kind"],
        outcome=form.cleaned_data["outcome"],
        words=form.cleaned_data["words"],
    )
    messages.success(request, _("已登记。"))
    return True


@requires(Act.SEE_CASES)
def draws_page(request: HttpRequest) -> HttpResponseBase:
    """Draws of a place; the county draws."""
    place = frame.asked_place(request)
    may = permits(request, Act.CERTIFY, place)
    form = DrawForm(request.POST or None, initial={"place": place.code})
    if request.method == "POST" and form.is_valid():
        if not permits(request, Act.CERTIFY, form.cleaned_data["place"]):
            return forbidden(request)
        if (drawn := _draw(request, form)) is not None:
            return drawn
    page = Paginator(desk.draws(place), frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "produce/draws.html",
        {
            "tabs": frame.tabs(request, place, "produce_draws"),
            "form": form if may else None,
            "columns": _draw_columns(),
            "rows": _draw_rows(page.object_list),
            "page": page,
        },
    )


def _draw(request: HttpRequest, form: DrawForm) -> HttpResponseBase | None:
    place: RegionCode = form.cleaned_data["place"]
    reading = operations.draw_checks(
        by=signed_in(request),
        at=timezone.now(),
        number=form.sent_number,
        place=place,
        seed=form.cleaned_data["seed"],
    )
    for finding in reading.findings:
        form.add_error(None, finding.message)
    return redirect("produce_draw", reading.value.pk) if reading.value is not None else None


def _draw_columns() -> list[dict[str, Any]]:
    return [
        {"key": "on", "label": _("抽取日期"), "kind": "date", "href": "href"},
        {"key": "place", "label": _("抽检范围")},
        {"key": "seed", "label": _("随机种子")},
        {"key": "frame", "label": _("证书总数"), "kind": "number"},
    ]


def _draw_rows(found: Any) -> list[dict[str, Any]]:
    rows = list(found)
    names = frame.names_of(one.region_code for one in rows)
    return [
        {
            "on": one.on,
            "href": reverse("produce_draw", args=[one.pk]),
            "place": names.get(one.region_code, one.region_code),
            "seed": one.seed,
            "frame": one.frame,
        }
        for one in rows
    ]


@requires(Act.SEE_CASES)
def draw_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One draw: what came out, and what was found."""
    found = desk.draw(number)
    if found is None:
        raise Http404
    columns = [
        {"key": "rank", "label": _("顺序"), "kind": "number"},
        {"key": "number", "label": _("证书编号"), "href": "href"},
        {"key": "product", "label": _("产品"), "note": "supplier"},
        {"key": "outcome", "label": _("结果"), "note": "words"},
    ]
    rows = [
        {
            "rank": one.rank,
            "number": one.certificate.number,
            "href": f"{reverse('produce_certificate', args=[one.certificate_id])}?drawn={one.pk}",
            "product": one.certificate.product,
            "supplier": one.certificate.supplier.name,
            "outcome": check.get_outcome_display() if check else _("待抽检"),
            "words": check.words if check else "",
        }
        for one, check in desk.drawn(found)
    ]
    return TemplateResponse(
        request,
        "produce/draw.html",
        {
            "draw": found,
            "columns": columns,
            "rows": rows,
            "region_path": frame.region_path(found.region_code),
        },
    )
