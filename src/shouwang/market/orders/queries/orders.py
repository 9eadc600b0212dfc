"""An order as its buyer, its suppliers and the operator see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import (
    AfterSale,
    GroupBuy,
    Line,
    Order,
    OrderEvent,
    Parcel,
    PaymentNotice,
    Pledge,
    Refund,
    SupplierOrder,
    Tracking,
    Unit,
    UnitMember,
)
from shouwang.market.orders.rules.notices import TROUBLE
from shouwang.market.orders.rules.states import BOUGHT, OrderState, PartState, RefundState

# How a buyer looks for orders: states of the order, and of one of its parts where they matter.
STANDINGS: Mapping[str, tuple[tuple[OrderState, ...], tuple[PartState, ...]]] = {
    "awaiting": ((OrderState.AWAITING,), ()),
    "to_send": (
        (OrderState.GROUPED, OrderState.PAID),
        (PartState.WAITING, PartState.TO_PACK, PartState.PARTLY_SHIPPED),
    ),
    "to_receive": ((OrderState.PAID,), (PartState.SHIPPED, PartState.PARTLY_SHIPPED)),
    "done": ((OrderState.DONE,), ()),
    "over": ((OrderState.REFUNDED, OrderState.EXPIRED, OrderState.CANCELLED), ()),
}
OPEN_PARTS = (PartState.TO_PACK, PartState.PARTLY_SHIPPED)
_WHOLE = (
    Prefetch(
        "parts", SupplierOrder.objects.select_related("supplier").order_by("supplier__name", "pk")
    ),
    Prefetch("parts__lines", Line.objects.select_related("review").order_by("place")),
    Prefetch("parts__lines__after_sales", AfterSale.objects.order_by("asked_at", "pk")),
    Prefetch("parts__parcels", Parcel.objects.order_by("shipped_at", "pk")),
    Prefetch("parts__parcels__tracking", Tracking.objects.order_by("at", "pk")),
)


def order_of(member: Member, number: UUID) -> Order:
    """A member's order with its parts, lines, parcels and requests. Raises OrderUnknown."""
    found = (
        Order.objects.filter(member=member, number=number)
        .select_related("unit", "invoice", "group")
        .prefetch_related(*_WHOLE)
        .first()
    )
    if found is None:
        raise OrderUnknown(number=number)
    return found


def orders_of(member: Member, standing: str = "") -> QuerySet[Order]:
    """A member's orders, the newest first; all of them, or those standing so (STANDINGS)."""
    parts = SupplierOrder.objects.select_related("supplier").order_by("supplier__name", "pk")
    found = Order.objects.filter(member=member)
    if standing in STANDINGS:
        states, parts_in = STANDINGS[standing]
        found = found.filter(state__in=states)
        if parts_in:
            in_state = SupplierOrder.objects.filter(order=OuterRef("pk"), state__in=parts_in)
            found = found.filter(Exists(in_state))
    lines = Line.objects.order_by("place")
    return found.prefetch_related(
        Prefetch("parts", parts), Prefetch("parts__lines", lines)
    ).order_by("-placed_at", "number")


def events_of(order: Order) -> Sequence[OrderEvent]:
    """What happened to an order, the newest first."""
    return list(OrderEvent.objects.filter(order=order).order_by("-id"))


def refunds_of(order: Order) -> Sequence[Refund]:
    """What went back or is owed back."""
    return list(Refund.objects.filter(order=order).order_by("owed_at", "pk"))


def last_receiver(member: Member) -> Order | None:
    """The member's last order: whose address the next one begins with."""
    return Order.objects.filter(member=member).order_by("-placed_at").first()


def to_pack(supplier: UUID) -> QuerySet[SupplierOrder]:
    """What a supplier has to send, the oldest first."""
    return (
        SupplierOrder.objects.filter(supplier=supplier, state__in=OPEN_PARTS)
        .select_related("order")
        .prefetch_related(Prefetch("lines", Line.objects.order_by("place")))
        .order_by("placed_at", "pk")
    )


def parts_of(supplier: UUID) -> QuerySet[SupplierOrder]:
    """Everything ever ordered from a supplier and paid, the newest first."""
    return (
        SupplierOrder.objects.filter(supplier=supplier)
        .exclude(order__paid_at=None)
        .select_related("order")
        .prefetch_related(Prefetch("lines", Line.objects.order_by("place")), "parcels")
        .order_by("-placed_at", "pk")
    )


def part_of(supplier: UUID, part: UUID) -> SupplierOrder:
    """One part with everything for its packing slip. Raises OrderUnknown."""
    found = parts_of(supplier).filter(pk=part).select_related("order", "supplier").first()
    if found is None:
        raise OrderUnknown(number=part)
    return found


def claims_of(supplier: UUID) -> QuerySet[AfterSale]:
    """Requests to a supplier that are not over, those with the nearest deadline first."""
    return (
        AfterSale.objects.filter(
            line__supplier_order__supplier=supplier, state__in=["asked", "agreed", "sent_back"]
        )
        .select_related("line__supplier_order")
        .order_by("answer_before", "pk")
    )


def invoices_of(supplier: UUID) -> QuerySet[Order]:
    """Orders of a supplier whose buyers wait for an invoice."""
    waiting = Order.objects.filter(parts__supplier=supplier, invoice__issued_at=None)
    return waiting.exclude(invoice=None).select_related("invoice").order_by("invoice__asked_at")


def refunds_to_execute() -> QuerySet[Refund]:
    """Money owed back that has not arrived, the oldest first."""
    return Refund.objects.exclude(state=RefundState.DONE).order_by("owed_at", "pk")


def notices_in_trouble() -> QuerySet[PaymentNotice]:
    """Notices that somebody must look at, the newest first."""
    return PaymentNotice.objects.filter(verdict__in=TROUBLE).order_by("-received_at", "-id")


def group(number: UUID) -> GroupBuy | None:
    """A group with what it sells."""
    found = GroupBuy.objects.filter(pk=number)
    return found.select_related("variant__product", "supplier").first()


def open_groups(at: datetime, supplier: UUID | None = None) -> QuerySet[GroupBuy]:
    """Groups that can be joined, the nearest deadline first; of one supplier all groups."""
    rows = GroupBuy.objects.select_related("variant__product").order_by("-deadline", "pk")
    if supplier is not None:
        return rows.filter(supplier=supplier)
    return rows.filter(state__in=["open", "reached"], deadline__gt=at).order_by("deadline", "pk")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a unit promised for a year and what it bought; fen."""

    unit: Unit
    is_manager: bool
    year: int
    pledged_fen: int
    bought_fen: int
    orders: int


def units_of(member: Member, at: datetime) -> list[Kept]:
    """A member's units with this year's promise and purchases, less what went back."""
    year = timezone.localdate(at).year
    joined = UnitMember.objects.filter(member=member).select_related("unit").order_by("unit__name")
    rows = list(joined)
    ids = [row.unit_id for row in rows]
    promised = {
        pledge.unit_id: pledge.amount_fen
        for pledge in Pledge.objects.filter(unit__in=ids, year=year).order_by("at", "pk")
    }
    bought = _bought(ids, year)
    return [
        Kept(
            row.unit,
            row.is_manager,
            year,
            promised.get(row.unit_id, 0),
            *bought.get(row.unit_id, (0, 0)),
        )
        for row in rows
    ]


def _bought(units: Sequence[UUID], year: int) -> dict[UUID, tuple[int, int]]:
    of_year = Q(
        supplier_order__order__unit__in=units,
        supplier_order__order__state__in=BOUGHT,
        supplier_order__order__placed_at__year=year,
    )
    rows = (
        Line.objects.filter(of_year)
        .values("supplier_order__order__unit")
        .annotate(
            fen=Sum(F("amount_fen") - F("refunded_fen")),
            orders=Count("supplier_order__order", distinct=True),
        )
        .order_by("supplier_order__order__unit")
    )
    return {row["supplier_order__order__unit"]: (row["fen"], row["orders"]) for row in rows}
