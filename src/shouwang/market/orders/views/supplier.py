"""A supplier's orders: all that was sold, requests, invoices, groups."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.catalogue.models import Variant
from shouwang.market.members.views import signed_in
from shouwang.market.orders import sheets
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.forms import AnswerForm, GroupForm, SoldForm
from shouwang.market.orders.models import AfterSale
from shouwang.market.orders.operations import aftersales, groups, reviewing
from shouwang.market.orders.policy import words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.queries import selling
from shouwang.market.orders.rules.states import AfterSaleState
from shouwang.market.orders.views.operator import number_of
from shouwang.market.suppliers.errors import NotYours
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.queries import acting
from shouwang.market.suppliers.rules import PACK

PAGE = 50
View = Callable[..., HttpResponseBase]


def for_supplier(view: View) -> View:
    """For those who pack and send for a supplier in business; they see what is its own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            supplier = acting(signed_in(request), PACK)
        except NotYours as refusal:
            raise PermissionDenied from refusal
        try:
            return view(request, supplier, *args, **kwargs)
        except OrderUnknown as error:
            raise Http404 from error

    return login_required(guarded)


@for_supplier
@require_safe
def sold(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Everything sold, the newest first, by state and days; as Excel too."""
    form, language = SoldForm(request.GET), get_language() or "zh"
    rows = selling.sold(supplier.pk, *form.chosen())
    provinces = words("order_provinces", language)
    if request.GET.get("format") == "xlsx":
        carriers, by = words("order_carriers", language), signed_in(request)
        return sheets.sold(supplier, selling.all_sold(rows), provinces, carriers, by)
    asked = request.GET.copy()
    asked["format"] = "xlsx"
    given = {
        "form": form,
        "page": page_of(rows, number_of(request), PAGE),
        "provinces": provinces,
        "export": f"?{asked.urlencode()}",
    }
    return TemplateResponse(request, "orders/sold.html", given)


@for_supplier
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, supplier: Supplier, claim: UUID) -> HttpResponseBase:
    """Answer a request, or say that the goods came back."""
    found = queries.claims_of(supplier.pk).filter(pk=claim).first()
    if found is None:
        raise Http404
    at, by, form = timezone.now(), signed_in(request), AnswerForm(request.POST or None)
    if request.method == "POST" and "received" in request.POST:
        aftersales.receive_back(by=by, supplier=supplier.pk, at=at, claim=claim)
        return redirect("supplier_orders")
    if request.method == "POST" and form.is_valid():
        reading = aftersales.answer(
            by=by,
            supplier=supplier.pk,
            at=at,
            claim=claim,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
        )
        if reading.value is not None:
            _tell(request, reading.value, form.cleaned_data["agrees"] == "yes")
            return redirect("supplier_orders")
        for finding in reading.findings:
            form.add_error("words", finding.message)
    reasons = words("after_sale_reasons", get_language() or "zh")
    given = {"claim": found, "form": form, "reason": reasons.get(found.reason, found.reason)}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "orders/answer.html", given, status=status)


def _tell(request: HttpRequest, claim: AfterSale, agrees: bool) -> None:
    """What stands: a colleague, or the clock, may have answered otherwise before."""
    if (claim.state != AfterSaleState.REFUSED) is agrees:
        messages.success(request, _("已答复，买家在订单里能看到。"))
    else:
        words = {"state": claim.get_state_display()}
        messages.warning(request, _("这件申请已经答复过：%(state)s，没有改动。") % words)


@for_supplier
@require_POST
def issue_invoice(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Write in the number of an invoice."""
    typed = request.POST.get("issued_number", "").replace("\0", "").strip()[:30]
    if typed:
        found = reviewing.issue_invoice(
            supplier=supplier.pk, at=timezone.now(), request=number, number=typed
        )
        if found.issued_number != typed:
            said = _("这张发票已经登记过号码 %(number)s，没有改动。")
            messages.warning(request, said % {"number": found.issued_number})
    return redirect("supplier_orders")


@for_supplier
@require_http_methods(["GET", "POST"])
def supplier_groups(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """A supplier's groups; open another."""
    variants = Variant.objects.filter(
        product__supplier=supplier, is_on_sale=True, product__is_on_sale=True
    ).select_related("product")
    choices = [(one.pk, f"{one.product} {one}") for one in variants.order_by("product", "pk")]
    form = GroupForm(request.POST or None, initial={"group": uuid.uuid4()}, variants=choices)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reading = groups.open_group(
            group=given["group"],
            supplier=supplier.pk,
            variant=given["variant"],
            price_fen=given["price"],
            threshold=given["threshold"],
            deadline=at + timedelta(days=given["days"]),
            at=at,
        )
        if reading.value is not None:
            return redirect("group", reading.value.pk)
        for finding in reading.findings:
            form.add_error(None, finding.message)
    rows = list(queries.open_groups(at, supplier.pk)[:50])
    status = 422 if form.is_bound else 200
    given = {"form": form, "groups": rows}
    return TemplateResponse(request, "orders/supplier_groups.html", given, status=status)
