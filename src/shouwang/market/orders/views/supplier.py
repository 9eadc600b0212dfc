"""A supplier's orders: what to pack, slips, parcels, requests, invoices, groups."""

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

from shouwang.market.catalogue.models import Variant
from shouwang.market.members.views import signed_in
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.forms import AnswerForm, GroupForm, ShipForm
from shouwang.market.orders.operations import aftersales, groups, reviewing, shipping
from shouwang.market.orders.policy import words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.queries import supplier_of

MOST_SLIPS = 100
View = Callable[..., HttpResponseBase]


def for_supplier(view: View) -> View:
    """For people of a supplier in business; they see what is their supplier's own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        supplier = supplier_of(signed_in(request))
        if supplier is None or not supplier.is_active:
            raise PermissionDenied
        try:
            return view(request, supplier, *args, **kwargs)
        except OrderUnknown as error:
            raise Http404 from error

    return login_required(guarded)


@for_supplier
@require_safe
def to_pack(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """One page: what has to be sent, the oldest first, and what waits for an answer."""
    given = {
        "supplier": supplier,
        "parts": list(queries.to_pack(supplier.pk)[:MOST_SLIPS]),
        "claims": list(queries.claims_of(supplier.pk)[:MOST_SLIPS]),
        "invoices": list(queries.invoices_of(supplier.pk)[:MOST_SLIPS]),
        "reasons": words("after_sale_reasons", get_language() or "zh"),
    }
    return TemplateResponse(request, "orders/to_pack.html", given)


@for_supplier
@require_safe
def slips(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Packing slips and delivery notes of all that is to be sent, or of one part, to print."""
    wanted = request.GET.get("part", "")
    parts = list(queries.to_pack(supplier.pk)[:MOST_SLIPS])
    if wanted:
        try:
            parts = [queries.part_of(supplier.pk, UUID(wanted))]
        except ValueError as error:
            raise Http404 from error
    given = {
        "supplier": supplier,
        "parts": parts,
        "provinces": words("order_provinces", get_language() or "zh"),
    }
    return TemplateResponse(request, "orders/slips.html", given)


@for_supplier
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, supplier: Supplier, part: UUID) -> HttpResponseBase:
    """One part: send a parcel, all or some of it."""
    found = queries.part_of(supplier.pk, part)
    carriers = words("order_carriers", get_language() or "zh")
    form = ShipForm(request.POST or None, initial={"parcel": uuid.uuid4()}, carriers=carriers)
    if request.method == "POST" and form.is_valid():
        reading = shipping.ship(
            by=signed_in(request),
            at=timezone.now(),
            supplier=supplier.pk,
            part=part,
            pieces=_pieces(request),
            **form.cleaned_data,
        )
        if reading.value is not None:
            messages.success(request, _("已登记发货。"))
            return redirect("supplier_orders")
        for finding in reading.findings:
            form.add_error(None, finding.message)
    given = {
        "part": found,
        "form": form,
        "carriers": carriers,
        "provinces": words("order_provinces", get_language() or "zh"),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "orders/part.html", given, status=status)


def _pieces(request: HttpRequest) -> dict[UUID, int]:
    found = {}
    for name, value in request.POST.items():
        if name.startswith("line-") and str(value).isdecimal() and len(str(value)) < 6:
            found[UUID(name.removeprefix("line-"))] = int(str(value))
    return found


@for_supplier
@require_POST
def delivered(request: HttpRequest, supplier: Supplier, parcel: UUID) -> HttpResponseBase:
    """The carrier says that a parcel arrived."""
    found = shipping.deliver(
        parcel=parcel, at=timezone.now(), by=signed_in(request), supplier=supplier.pk
    )
    return redirect("supplier_part", found.supplier_order_id)


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
            return redirect("supplier_orders")
        for finding in reading.findings:
            form.add_error("words", finding.message)
    reasons = words("after_sale_reasons", get_language() or "zh")
    given = {"claim": found, "form": form, "reason": reasons.get(found.reason, found.reason)}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "orders/answer.html", given, status=status)


@for_supplier
@require_POST
def issue_invoice(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Write in the number of an invoice."""
    typed = request.POST.get("issued_number", "").strip()[:30]
    if typed:
        reviewing.issue_invoice(
            supplier=supplier.pk, at=timezone.now(), request=number, number=typed
        )
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
