"""What is to be packed: the list, slips with address labels, parcels and where they are."""

import re
import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.members.views import signed_in
from shouwang.market.orders import sheets
from shouwang.market.orders.forms import ShipForm
from shouwang.market.orders.models import SupplierOrder
from shouwang.market.orders.operations import shipping
from shouwang.market.orders.policy import terms, words
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.queries import selling
from shouwang.market.orders.rules.receivers import Sending, is_receiver_needed
from shouwang.market.orders.rules.states import PartState
from shouwang.market.orders.views.operator import number_of
from shouwang.market.orders.views.supplier import PAGE, for_supplier
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.models import Supplier, Taking

MOST_SLIPS = 100
_LINE = re.compile(r"line-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@for_supplier
@require_safe
def to_pack(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """One page: what has to be sent, the oldest first, and what waits for an answer."""
    language = get_language() or "zh"
    if request.GET.get("format") == "xlsx":
        parts, by = selling.all_to_pack(supplier.pk), signed_in(request)
        return sheets.packing(supplier, parts, words("order_provinces", language), by)
    given = {
        "supplier": supplier,
        "page": page_of(queries.to_pack(supplier.pk), number_of(request), PAGE),
        "claims": list(queries.claims_of(supplier.pk)[:MOST_SLIPS]),
        "invoices": list(queries.invoices_of(supplier.pk)[:MOST_SLIPS]),
        "reasons": words("after_sale_reasons", language),
    }
    return TemplateResponse(request, "orders/to_pack.html", given)


@for_supplier
@require_safe
def slips(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Packing slips with address labels of what is to be sent, or of one part, to print."""
    wanted = request.GET.get("part", "")
    parts = [_part(supplier, wanted)] if wanted else list(queries.to_pack(supplier.pk)[:MOST_SLIPS])
    if parts:
        taking.write_down(
            by=signed_in(request),
            at=timezone.now(),
            kind=Taking.Kind.SLIPS,
            rows=len(parts),
            supplier=supplier,
            about=wanted[:8],
        )
    given = {
        "supplier": supplier,
        "parts": parts,
        "picking": [] if wanted else selling.picking(supplier.pk),
        "most": MOST_SLIPS,
        "printed_at": timezone.now(),
        "provinces": words("order_provinces", get_language() or "zh"),
    }
    return TemplateResponse(request, "orders/slips.html", given)


def _part(supplier: Supplier, wanted: str) -> SupplierOrder:
    try:
        found = queries.part_of(supplier.pk, UUID(wanted))
    except ValueError as error:
        raise Http404 from error
    if not _is_receiver_needed(found):
        raise Http404
    return found


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
        "lines": [(line, _typed(request, line.pk, line.to_ship)) for line in found.lines.all()],
        "carriers": carriers,
        "provinces": words("order_provinces", get_language() or "zh"),
        "needs_address": _is_receiver_needed(found),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "orders/part.html", given, status=status)


def _is_receiver_needed(part: SupplierOrder) -> bool:
    now = terms(timezone.now())
    sending = Sending(
        PartState(part.state), part.shipped_at, part.delivered_at, selling.is_replacing(part.pk)
    )
    return is_receiver_needed(sending, now.at, now.days("order_receiver_days"))


def _typed(request: HttpRequest, line: UUID, otherwise: int) -> str:
    return request.POST.get(f"line-{line}", str(otherwise))


def _pieces(request: HttpRequest) -> dict[UUID, int]:
    found = {}
    for name, value in request.POST.items():
        if _LINE.fullmatch(name) and str(value).isdecimal() and len(str(value)) < 6:
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
