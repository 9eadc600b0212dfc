"""A parcel followed step by step, by its supplier's people or by the operator."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.members.views import signed_in
from shouwang.market.orders.forms import ParcelsForm, TrackingForm
from shouwang.market.orders.models import Parcel
from shouwang.market.orders.operations.following import follow
from shouwang.market.orders.policy import words
from shouwang.market.orders.queries import selling
from shouwang.market.orders.rules.states import ways_of_parcel
from shouwang.market.orders.views.operator import number_of
from shouwang.market.orders.views.supplier import PAGE, for_supplier
from shouwang.market.suppliers.guards import for_operator
from shouwang.market.suppliers.models import Supplier


@for_supplier
@require_http_methods(["GET", "POST"])
def supplier_parcel(request: HttpRequest, supplier: Supplier, parcel: UUID) -> HttpResponseBase:
    """A parcel of the supplier's."""
    found = selling.parcel(parcel, supplier.pk)
    if found is None:
        raise Http404
    back = reverse("supplier_part", args=[found.supplier_order_id])
    return _page(request, found, back, supplier.pk)


@for_operator
@require_safe
def operator_parcels(request: HttpRequest) -> HttpResponseBase:
    """Parcels that have not arrived, those sent longest ago first."""
    form = ParcelsForm(request.GET)
    wanted = form.cleaned_data.get("q", "") if form.is_valid() else ""
    rows = selling.parcels_on_way(wanted.strip())
    given = {"form": form, "page": page_of(rows, number_of(request), PAGE)}
    return TemplateResponse(request, "orders/operator_parcels.html", given)


@for_operator
@require_http_methods(["GET", "POST"])
def operator_parcel(request: HttpRequest, parcel: UUID) -> HttpResponseBase:
    """Any parcel, without its receiver."""
    found = selling.parcel(parcel)
    if found is None:
        raise Http404
    return _page(request, found, reverse("operator_parcels"), None)


def _page(
    request: HttpRequest, parcel: Parcel, back: str, supplier: UUID | None
) -> HttpResponseBase:
    begun = {"act": uuid.uuid4(), "seen_at": timezone.localtime()}
    form = TrackingForm(request.POST or None, initial=begun, state=parcel.state)
    if request.method == "POST" and form.is_valid():
        reading = follow(
            by=signed_in(request),
            at=timezone.now(),
            parcel=parcel.pk,
            supplier=supplier,
            **form.cleaned_data,
        )
        if reading.value is not None:
            messages.success(request, _("已登记，买家在订单里能看到。"))
            return redirect(request.path)
        for finding in reading.findings:
            form.add_error("seen_at", finding.message)
    given = _about(parcel, back) | {"form": form}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "orders/parcel.html", given, status=status)


def _about(parcel: Parcel, back: str) -> dict[str, Any]:
    carriers = words("order_carriers", get_language() or "zh")
    return {
        "parcel": parcel,
        "carrier": carriers.get(parcel.carrier, parcel.carrier),
        "back": back,
        "ways": ways_of_parcel(parcel.state),
        "entries": [
            {
                "at": one.at,
                "title": one.get_step_display() or one.text,
                "text": one.text if one.step else "",
                "by": str(one.by or ""),
            }
            for one in parcel.tracking.all()
        ],
    }
