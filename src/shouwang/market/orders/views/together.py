"""Buying together: joining a group; units that buy instead of donating."""

import uuid
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwang.kernel.findings import Finding
from shouwang.market.catalogue.queries import thumbs
from shouwang.market.members.views import signed_in
from shouwang.market.orders.forms import JoinForm, PledgeForm, ReceiverForm, UnitForm
from shouwang.market.orders.gateways import LABELS, gateways
from shouwang.market.orders.operations import placing, units
from shouwang.market.orders.operations.joining import join_group
from shouwang.market.orders.policy import words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.shown import freight_from
from shouwang.market.orders.views.carts import member_of
from shouwang.market.orders.views.checkout import receiver_known

MOST_GROUPS = 50


@require_safe
def groups(request: HttpRequest) -> HttpResponseBase:
    """Groups that can be joined now."""
    rows = list(queries.open_groups(timezone.now())[:MOST_GROUPS])
    given = {"groups": rows, "thumbs": thumbs({one.variant_id for one in rows}) if rows else {}}
    return TemplateResponse(request, "orders/groups.html", given)


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One group: how many are missing, until when; join it."""
    found = queries.group(number)
    if found is None:
        raise Http404
    at, member = timezone.now(), member_of(request)
    choices = {
        "provinces": words("order_provinces", get_language() or "zh"),
        "gateways": {name: str(LABELS[name]) for name in gateways()},
        "units": {},
    }
    known = receiver_known(member)
    initial = {"number": uuid.uuid4(), "gateway": next(iter(gateways()), ""), **known}
    form = ReceiverForm(request.POST or None, initial=initial, **choices)
    given = {
        "group": found,
        "form": form,
        "missing": max(0, found.threshold - found.paid),
        "is_open": found.state != "failed" and found.deadline > at,
        "pieces": request.POST.get("pieces", "1")[:4],
        **freight_from(found.variant.gross_grams, found.price_fen, at, known["province"]),
    }
    if request.method == "GET" or member is None or not form.is_valid():
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "orders/group.html", given, status=status)
    data, pieces = form.cleaned_data, request.POST.get("pieces", "1")
    receiver = placing.Receiver(
        data["receiver"], data["telephone"], data["province"], data["address"]
    )
    placed = join_group(
        by=member,
        at=at,
        number=data["number"],
        group=number,
        pieces=int(pieces) if pieces.isdecimal() and len(pieces) < 5 else 0,
        receiver=receiver,
        gateway=data["gateway"],
    )
    if placed.value is not None:
        return redirect("pay", placed.value.number)
    given["findings"] = placed.findings
    status = 409 if placed.findings[0].code == placing.SHORT else 422
    return TemplateResponse(request, "orders/group.html", given, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def my_units(request: HttpRequest) -> HttpResponseBase:
    """A member's units: promised and bought this year; found one, join one, promise."""
    given: dict[str, Any] = {
        "found": UnitForm(initial={"unit": uuid.uuid4()}),
        "join": JoinForm(),
        "promise": uuid.uuid4(),
    }
    if request.method == "POST":
        refused = _acted(request)
        if refused is None:
            return redirect("units")
        given |= refused
    given["units"] = queries.units_of(signed_in(request), timezone.now())
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "orders/units.html", given, status=status)


def _acted(request: HttpRequest) -> dict[str, Any] | None:
    """What was sent, done: None; what was refused, as it was filled in, with the reason."""
    act = {"found": _found, "join": _joined, "pledge": _pledged}.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("请再试一次。"))
        return {}
    return act(request)


def _found(request: HttpRequest) -> dict[str, Any] | None:
    form = UnitForm(request.POST)
    if not form.is_valid():
        return {"found": form}
    reading = units.found_unit(by=signed_in(request), at=timezone.now(), **form.cleaned_data)
    if reading.value is None:
        return {"found": _with(form, "name", reading.findings)}
    if reading.value[1]:
        word = reading.value[1]
        messages.success(
            request, _("单位已登记。加入口令 %(word)s 只显示这一次。") % {"word": word}
        )
    return None


def _joined(request: HttpRequest) -> dict[str, Any] | None:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return {"join": form}
    reading = units.join_unit(by=signed_in(request), at=timezone.now(), **form.cleaned_data)
    if reading.value is None:
        return {"join": _with(form, "word", reading.findings)}
    messages.success(request, _("已加入%(unit)s。") % {"unit": reading.value.name})
    return None


def _pledged(request: HttpRequest) -> dict[str, Any] | None:
    form, at = PledgeForm(request.POST), timezone.now()
    refused = {"typed": request.POST.get("amount", "")[:16], "words": _("请填金额，例如 50000。")}
    if not form.is_valid():
        return {"refused": refused | {"unit": form.cleaned_data.get("unit")}}
    given = form.cleaned_data
    reading = units.pledge(
        by=signed_in(request),
        at=at,
        pledge=given["pledge"],
        unit=given["unit"],
        year=timezone.localdate(at).year,
        amount_fen=given["amount"],
    )
    if reading.value is None:
        messages.error(request, reading.findings[0].message)
        return {}
    messages.success(request, _("认购金额已保存。"))
    return None


def _with(form: Form, field: str, findings: Iterable[Finding]) -> Form:
    for finding in findings:
        form.add_error(field, finding.message)
    return form
