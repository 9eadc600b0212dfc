"""From the cart to a placed order."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from shouwang.kernel.findings import Finding
from shouwang.market.members.models import Member
from shouwang.market.members.views import signed_in
from shouwang.market.orders.forms import ReceiverForm
from shouwang.market.orders.gateways import LABELS, gateways
from shouwang.market.orders.operations import placing
from shouwang.market.orders.policy import terms, words
from shouwang.market.orders.queries.carts import cart_lines
from shouwang.market.orders.queries.orders import last_receiver, units_of
from shouwang.market.orders.rules.amounts import bill
from shouwang.market.orders.shown import HOME, bill_helps, rows


@login_required
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest) -> HttpResponseBase:
    """Where it goes, what it costs; then the order."""
    return _placed(request) if request.method == "POST" else _asked(request)


@login_required
@require_safe
def total(request: HttpRequest) -> HttpResponseBase:
    """The amounts for a province, for the page to swap in."""
    at, province = timezone.now(), request.GET.get("province", HOME)
    if province not in words("order_provinces"):
        province = HOME
    lines = cart_lines(member=signed_in(request), at=at)
    whole = bill(lines, terms(at).freight(province))
    given = {"bill": whole, "province": words("order_provinces", _language())[province]}
    return TemplateResponse(request, "orders/totals.html", given)


def _asked(request: HttpRequest) -> HttpResponseBase:
    member, at = signed_in(request), timezone.now()
    initial: dict[str, Any] = {"number": uuid.uuid4(), "gateway": next(iter(gateways()), "")}
    initial |= receiver_known(member)
    form = _form(member, at, initial=initial)
    return _page(request, form, at, str(initial["province"]))


def receiver_known(member: Member | None) -> dict[str, str]:
    """Where the member's last parcel went: what a new form begins with."""
    last = last_receiver(member) if member is not None else None
    if last is None:
        return {"province": HOME}
    return {
        "receiver": last.receiver,
        "telephone": last.telephone,
        "province": last.province,
        "address": last.address,
    }


def _placed(request: HttpRequest) -> HttpResponseBase:
    member, at = signed_in(request), timezone.now()
    if "recount" in request.POST:  # without a script the total follows the province only so
        again = _form(member, at, initial=request.POST.dict())
        return _page(request, again, at, request.POST.get("province", HOME))
    form = _bound(request, member, at)
    if not form.is_valid():
        return _page(request, form, at, request.POST.get("province", HOME), status=422)
    given = form.cleaned_data
    receiver = placing.Receiver(
        given["receiver"], given["telephone"], given["province"], given["address"]
    )
    placed = placing.place(
        by=member,
        at=at,
        number=given["number"],
        receiver=receiver,
        gateway=given["gateway"],
        expected_fen=given["expected_fen"],
        unit=given["unit"] or None,
    )
    if placed.value is not None:
        return redirect("pay", placed.value.number)
    status = 409 if placed.findings[0].code == placing.SHORT else 422
    return _page(request, form, at, given["province"], placed.findings, status=status)


def _bound(request: HttpRequest, member: Member, at: datetime) -> ReceiverForm:
    """Units are read only where one is chosen: most orders need no statement for it."""
    units = {str(k.unit.pk): k.unit.name for k in units_of(member, at)} if _unit(request) else {}
    return ReceiverForm(request.POST, **_choices(), units=units)


def _unit(request: HttpRequest) -> str:
    return request.POST.get("unit", "")


def _form(member: Member, at: datetime, initial: dict[str, Any]) -> ReceiverForm:
    units = {str(kept.unit.pk): kept.unit.name for kept in units_of(member, at)}
    return ReceiverForm(initial=initial, **_choices(), units=units)


def _language() -> str:
    return get_language() or "zh"


def _choices() -> dict[str, dict[str, str]]:
    return {
        "provinces": words("order_provinces", _language()),
        "gateways": {name: str(LABELS[name]) for name in gateways()},
    }


def _page(
    request: HttpRequest,
    form: ReceiverForm,
    at: datetime,
    province: str,
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponseBase:
    lines = cart_lines(member=signed_in(request), at=at)
    if not lines and not findings:
        return redirect("cart")
    provinces = words("order_provinces", _language())
    province = province if province in provinces else HOME
    whole = bill(lines, terms(at).freight(province))
    given = {
        "form": form,
        "bill": whole,
        "parts": rows(whole),
        "province": provinces[province],
        "helps": bill_helps(whole, at),
        "safe_days": terms(at).value("settlement_safe_days"),
        "findings": findings,
    }
    return TemplateResponse(request, "orders/checkout.html", given, status=status)
