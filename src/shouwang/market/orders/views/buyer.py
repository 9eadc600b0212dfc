"""A buyer's orders: list, one order, receipt, cancelling, confirming, claims, review, invoice."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.members.views import signed_in
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.forms import ClaimForm, InvoiceForm, ReviewForm
from shouwang.market.orders.models import AfterSale, Line
from shouwang.market.orders.operations import aftersales, ending, reviewing, shipping
from shouwang.market.orders.policy import words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.shown import entries, steps

PAGE = 20
View = Callable[..., HttpResponseBase]


def own(view: View) -> View:
    """For views of somebody's own things: what is not there, or not theirs, is not found."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OrderUnknown as error:
            raise Http404 from error

    return login_required(guarded)


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponseBase:
    """All orders, the newest first."""
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    page = page_of(queries.orders_of(signed_in(request)), number, PAGE)
    return TemplateResponse(request, "orders/orders.html", {"page": page})


@own
@require_safe
def order(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One order: where it stands, what is on its way, what can be asked."""
    found = queries.order_of(signed_in(request), number)
    language = get_language() or "zh"
    given = {
        "order": found,
        "steps": steps(found),
        "entries": entries(queries.events_of(found)),
        "refunds": queries.refunds_of(found),
        "carriers": words("order_carriers", language),
        "provinces": words("order_provinces", language),
        "review": ReviewForm(),
        "invoice_form": InvoiceForm(initial={"request_id": uuid.uuid4(), "kind": "person"}),
    }
    return TemplateResponse(request, "orders/order.html", given)


@own
@require_safe
def receipt(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was paid, to print."""
    found = queries.order_of(signed_in(request), number)
    if found.paid_at is None:
        raise Http404
    given = {"order": found, "refunds": queries.refunds_of(found)}
    return TemplateResponse(request, "orders/receipt.html", given)


@own
@require_POST
def cancel(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take an unpaid order back."""
    reading = ending.cancel(by=signed_in(request), at=timezone.now(), order=number)
    for finding in reading.findings:
        messages.error(request, finding.message)
    return redirect("order", number)


@own
@require_POST
def confirm(request: HttpRequest, part: UUID) -> HttpResponseBase:
    """All that was sent has arrived."""
    found = shipping.confirm(by=signed_in(request), part=part, at=timezone.now())
    messages.success(request, _("已确认收货，谢谢。"))
    return redirect("order", found.order_id)


@own
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, line: UUID) -> HttpResponseBase:
    """Ask for money, a return, a replacement; or cancel what was not sent."""
    found = _line(request, line)
    kinds = _kinds(found)
    reasons = words("after_sale_reasons", get_language() or "zh")
    if request.method == "GET":
        initial = {"claim": uuid.uuid4(), "pieces": 1, "kind": kinds[0][0]}
        form = ClaimForm(initial=initial, reasons=reasons, kinds=kinds)
        return TemplateResponse(request, "orders/claim.html", {"form": form, "line": found})
    form = ClaimForm(request.POST, reasons=reasons, kinds=kinds)
    if form.is_valid():
        reading = aftersales.ask(
            by=signed_in(request), at=timezone.now(), line=line, **form.cleaned_data
        )
        if reading.value is not None:
            return redirect("order", found.supplier_order.order_id)
        for finding in reading.findings:
            form.add_error(None, finding.message)
    return TemplateResponse(request, "orders/claim.html", {"form": form, "line": found}, status=422)


@own
@require_POST
def claim_step(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """The goods were sent back, or nothing is asked any more."""
    by, at = signed_in(request), timezone.now()
    if "withdraw" in request.POST:
        found = aftersales.withdraw(by=by, at=at, claim=claim).value
    else:
        number = request.POST.get("number", "")[:40]
        found = aftersales.send_back(by=by, at=at, claim=claim, number=number).value
    part = found.line.supplier_order if found else None
    return redirect("order", part.order_id) if part else redirect("orders")


@own
@require_POST
def review(request: HttpRequest, line: UUID) -> HttpResponseBase:
    """Stars and words for goods that arrived."""
    found, form = _line(request, line), ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("评价没有保存：请选评分，文字不超过500字。"))
        return redirect("order", found.supplier_order.order_id)
    reading = reviewing.review(
        by=signed_in(request), at=timezone.now(), line=line, **form.cleaned_data
    )
    for finding in reading.findings:
        messages.error(request, finding.message)
    return redirect("order", found.supplier_order.order_id)


@own
@require_POST
def invoice(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Ask for an invoice."""
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("开票申请没有保存：请填抬头；单位还要填税号。"))
        return redirect("order", number)
    given = dict(form.cleaned_data)
    reading = reviewing.ask_invoice(
        by=signed_in(request),
        at=timezone.now(),
        order=number,
        request=given.pop("request_id"),
        **given,
    )
    for finding in reading.findings:
        messages.error(request, finding.message)
    return redirect("order", number)


def _line(request: HttpRequest, line: UUID) -> Line:
    own_lines = Line.objects.filter(supplier_order__order__member=signed_in(request))
    found = own_lines.select_related("supplier_order__order").filter(pk=line).first()
    if found is None:
        raise OrderUnknown(number=line)
    return found


def _kinds(line: Line) -> list[tuple[str, Any]]:
    """What can be asked of the line now."""
    kind = AfterSale.Kind
    possible = [kind.CANCEL] if line.to_ship else []
    if line.delivered:
        possible += [kind.REFUND, kind.RETURN, kind.REPLACE]
    return [(one.value, one.label) for one in possible or [kind.REFUND]]
