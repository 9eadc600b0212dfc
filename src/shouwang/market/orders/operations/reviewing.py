"""Reviews of goods that arrived, and requests for an invoice."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from shouwang.kernel.findings import Reading, refused
from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import InvoiceRequest, Line, Order, Review
from shouwang.market.orders.rules.states import BOUGHT


@transaction.atomic
def review(*, by: Member, at: datetime, line: UUID, stars: int, words: str) -> Reading[Review]:
    """What a buyer thinks of a line that arrived; once. Raises OrderUnknown."""
    found = Line.objects.filter(pk=line, supplier_order__order__member=by).first()
    if found is None:
        raise OrderUnknown(number=line)
    if not found.delivered:
        return refused("early", "收到货以后才能评价。")
    made, _is_new = Review.objects.get_or_create(
        line=found,
        defaults={
            "variant_id": found.variant_id,
            "member": by,
            "stars": stars,
            "words": words,
            "at": at,
        },
    )
    return Reading(made)


@transaction.atomic
def ask_invoice(
    *, by: Member, at: datetime, request: UUID, order: UUID, kind: str, title: str, tax_number: str
) -> Reading[InvoiceRequest]:
    """Ask for an invoice of a paid order; once. Raises OrderUnknown."""
    found = Order.objects.select_for_update().filter(pk=order, member=by).first()
    if found is None:
        raise OrderUnknown(number=order)
    if found.state not in BOUGHT:
        return refused("unpaid", "付款以后才能申请开票。")
    if kind == InvoiceRequest.Kind.UNIT and not tax_number:
        return refused("tax_number", "单位开票要填税号。")
    made, _is_new = InvoiceRequest.objects.get_or_create(
        order=found,
        defaults={
            "id": request,
            "kind": kind,
            "title": title,
            "tax_number": tax_number or None,
            "asked_at": at,
        },
    )
    return Reading(made)


@transaction.atomic
def issue_invoice(*, supplier: UUID, at: datetime, request: UUID, number: str) -> InvoiceRequest:
    """A supplier of the order writes in the invoice's number; the first that is written stays.

    Raises OrderUnknown.
    """
    own = InvoiceRequest.objects.filter(pk=request, order__parts__supplier=supplier)
    found = own.select_for_update(of=("self",)).first()
    if found is None:
        raise OrderUnknown(number=request)
    if found.issued_at is None:
        found.issued_number, found.issued_at = number, at
        found.save(update_fields=["issued_number", "issued_at"])
    return found
