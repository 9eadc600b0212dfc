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
from shouwang.market.catalogue.queries import offers, thumbs
from shouwang.market.members.views import signed_in
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.forms import ClaimForm, InvoiceForm, ReviewForm
from shouwang.market.orders.models import AfterSale, Line, Order
from shouwang.market.orders.operations import aftersales, carting, ending, reviewing, shipping
from shouwang.market.orders.policy import terms, words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.shown import entries, order_helps, saying, standings, steps

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
    """The orders that stand as asked for, or all, the newest first."""
    asked = request.GET.get("standing", "")
    standing = asked if asked in queries.STANDINGS else ""
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    page = page_of(queries.orders_of(signed_in(request), standing), number, PAGE)
    variants = {line.variant_id for one in page.rows for line in lines_of(one)}
    given = {
        "page": page,
        "standing": standing,
        "standings": standings(),
        "thumbs": thumbs(variants) if variants else {},
    }
    return TemplateResponse(request, "orders/orders.html", given)


@own
@require_safe
def order(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One order: where it stands, what is on its way, what can be asked."""
    return _page(request, queries.order_of(signed_in(request), number))


def _page(
    request: HttpRequest,
    found: Order,
    *,
    review: ReviewForm | None = None,
    reviewed: UUID | None = None,
    invoice: InvoiceForm | None = None,
) -> HttpResponseBase:
    """The order; with a form that was refused as it was filled in (of the line `reviewed`)."""
    language, now = get_language() or "zh", terms(timezone.now())
    begun = {"request_id": uuid.uuid4(), "kind": "person"}
    given = {
        "order": found,
        "steps": steps(found),
        "saying": saying(found),
        "entries": entries(queries.events_of(found)),
        "refunds": queries.refunds_of(found),
        "carriers": words("order_carriers", language),
        "province": words("order_provinces", language).get(found.province, ""),
        "thumbs": thumbs({line.variant_id for line in lines_of(found)}),
        "helps": order_helps(found) if found.paid_at else None,
        "safe_days": now.value("settlement_safe_days"),
        "claims_since": now.at - now.days("order_after_sale_days"),
        "review": review or ReviewForm(),
        "reviewed": reviewed,
        "invoice_form": invoice or InvoiceForm(initial=begun),
    }
    status = 422 if review or invoice else 200
    return TemplateResponse(request, "orders/order.html", given, status=status)


@own
@require_POST
def again(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Put what this order holds into the cart once more, as far as it is still sold."""
    member, at = signed_in(request), timezone.now()
    lines = lines_of(queries.order_of(member, number))
    offered = offers({line.variant_id for line in lines}, on=timezone.localdate(at))
    sold = [
        one for one in lines if one.variant_id in offered and offered[one.variant_id].is_sellable
    ]
    cart = carting.cart_for(member=member, cart=None, at=at)
    for one in sold:
        carting.add(cart=cart, variant=one.variant_id, quantity=one.quantity, note=one.note, at=at)
    if len(sold) < len(lines):
        messages.warning(request, _("有的商品已经下架，没有放进购物车。"))
    return redirect("cart")


@own
@require_safe
def receipt(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was paid, to print."""
    found = queries.order_of(signed_in(request), number)
    if found.paid_at is None:
        raise Http404
    given = {
        "order": found,
        "refunds": queries.refunds_of(found),
        "province": words("order_provinces", get_language() or "zh").get(found.province, ""),
        "today": timezone.localdate(),
    }
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
    found, now = _line(request, line), terms(timezone.now())
    kinds = _kinds(found)
    reasons = words("after_sale_reasons", get_language() or "zh")
    given = {
        "line": found,
        "answer_days": now.value("order_answer_days"),
        "claim_days": now.value("order_after_sale_days"),
    }
    if request.method == "GET":
        initial = {"claim": uuid.uuid4(), "pieces": 1, "kind": kinds[0][0]}
        form = ClaimForm(initial=initial, reasons=reasons, kinds=kinds)
        return TemplateResponse(request, "orders/claim.html", {"form": form, **given})
    form = ClaimForm(request.POST, reasons=reasons, kinds=kinds)
    if form.is_valid():
        reading = aftersales.ask(
            by=signed_in(request), at=timezone.now(), line=line, **form.cleaned_data
        )
        if reading.value is not None:
            return redirect("order", found.supplier_order.order_id)
        for finding in reading.findings:
            form.add_error(None, finding.message)
    return TemplateResponse(request, "orders/claim.html", {"form": form, **given}, status=422)


@own
@require_POST
def claim_step(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """The goods were sent back, or nothing is asked any more."""
    by, at = signed_in(request), timezone.now()
    if "withdraw" in request.POST:
        found = aftersales.withdraw(by=by, at=at, claim=claim).value
    else:
        number = request.POST.get("number", "").replace("\0", "")[:40]
        found = aftersales.send_back(by=by, at=at, claim=claim, number=number).value
    part = found.line.supplier_order if found else None
    return redirect("order", part.order_id) if part else redirect("orders")


@own
@require_POST
def review(request: HttpRequest, line: UUID) -> HttpResponseBase:
    """Stars and words for goods that arrived."""
    found, form = _line(request, line), ReviewForm(request.POST)
    if not form.is_valid():
        whole = queries.order_of(signed_in(request), found.supplier_order.order_id)
        return _page(request, whole, review=form, reviewed=line)
    reading = reviewing.review(
        by=signed_in(request), at=timezone.now(), line=line, **form.cleaned_data
    )
    for finding in reading.findings:
        messages.error(request, finding.message)
    if reading.value is not None:
        messages.success(request, _("评价已发布，谢谢。"))
    return redirect("order", found.supplier_order.order_id)


@own
@require_POST
def invoice(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Ask for an invoice."""
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, queries.order_of(signed_in(request), number), invoice=form)
    given = dict(form.cleaned_data)
    reading = reviewing.ask_invoice(
        by=signed_in(request),
        at=timezone.now(),
        order=number,
        request=given.pop("request_id"),
        **given,
    )
    if reading.value is not None:
        messages.success(request, _("已申请开票，商家开好后号码写在这里。"))
        return redirect("order", number)
    for finding in reading.findings:
        form.add_error("tax_number" if finding.code == "tax_number" else None, finding.message)
    return _page(request, queries.order_of(signed_in(request), number), invoice=form)


def lines_of(order: Order) -> list[Line]:
    """All its lines, as they were read with it."""
    return [line for part in order.parts.all() for line in part.lines.all()]


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
