"""Packing, sending, arriving: in parcels, a part of an order at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from shouwang.kernel.findings import Reading, refused
from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import (
    Line,
    Order,
    OrderEvent,
    Parcel,
    ParcelLine,
    SupplierOrder,
)
from shouwang.market.orders.policy import terms
from shouwang.market.orders.rules.states import (
    ParcelState,
    PartState,
    after_parts,
    next_part,
)

AT_ONCE = 200
_SENDABLE = (PartState.TO_PACK, PartState.PARTLY_SHIPPED)


@transaction.atomic
def ship(
    *,
    by: Member | None,
    at: datetime,
    parcel: UUID,
    supplier: UUID,
    part: UUID,
    carrier: str,
    tracking_number: str,
    pieces: Mapping[UUID, int] | None = None,
) -> Reading[Parcel]:
    """Send a parcel with so many pieces of each line; without `pieces`, all that is left.

    The same parcel id again changes nothing. Raises OrderUnknown for a part of another supplier.
    """
    found, lines = locked_part(part, supplier)
    known = Parcel.objects.filter(pk=parcel, supplier_order=found).first()
    if known is not None:
        return Reading(known)
    if found.state not in _SENDABLE:
        return refused("state", "这张供货单现在不能发货：请刷新页面看最新状态。")
    sent = {line.pk: line.to_ship for line in lines} if pieces is None else dict(pieces)
    sent = {line: number for line, number in sent.items() if number > 0}
    by_id = {line.pk: line for line in lines}
    if not sent or not sent.keys() <= by_id.keys():
        return refused("nothing", "没有要发的商品：至少填一件。")
    if any(number > by_id[line].to_ship for line, number in sent.items()):
        return refused("many", "发货数量超过了还没有发的数量。")
    return Reading(_send(by, at, parcel, found, lines, sent, carrier, tracking_number))


def _send(
    by: Member | None,
    at: datetime,
    parcel: UUID,
    part: SupplierOrder,
    lines: Sequence[Line],
    sent: Mapping[UUID, int],
    carrier: str,
    tracking_number: str,
) -> Parcel:
    made = Parcel.objects.create(
        pk=parcel,
        supplier_order=part,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_at=at,
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=made, line_id=line, quantity=number) for line, number in sent.items()
    )
    for line in lines:
        line.shipped += sent.get(line.pk, 0)
    Line.objects.bulk_update(lines, ["shipped"])
    step = "ship_some" if any(line.to_ship for line in lines) else "ship_all"
    part.state = next_part(part.state, step)
    part.shipped_at = at if part.state == PartState.SHIPPED else None
    part.save(update_fields=["state", "shipped_at"])
    note(part, at, "shipped", by, parcel=str(parcel), carrier=carrier)
    return made


@transaction.atomic
def deliver(
    *, parcel: UUID, at: datetime, by: Member | None = None, supplier: UUID | None = None
) -> Parcel:
    """A parcel arrived; again changes nothing. Raises OrderUnknown."""
    part = SupplierOrder.objects.filter(parcels__pk=parcel).values_list("pk", flat=True).first()
    if part is None:
        raise OrderUnknown(number=parcel)
    found, lines = locked_part(part, supplier)
    arrive(found, lines, [parcel], at, by)
    return Parcel.objects.get(pk=parcel)


@transaction.atomic
def confirm(*, by: Member, part: UUID, at: datetime) -> SupplierOrder:
    """The buyer says that all that was sent has arrived. Raises OrderUnknown."""
    if not SupplierOrder.objects.filter(pk=part, order__member=by).exists():
        raise OrderUnknown(number=part)
    found, lines = locked_part(part)
    arrive(found, lines, _on_way([part]), at, by)
    return found


def assume_delivered(*, at: datetime) -> int:
    """Parts sent long ago count as delivered; how many. Killed, it goes on where it was."""
    before = at - terms(at).days("order_assume_delivered_days")
    old = SupplierOrder.objects.filter(
        Exists(Parcel.objects.filter(supplier_order=OuterRef("pk"), state=ParcelState.ON_WAY)),
        state=PartState.SHIPPED,
        shipped_at__lte=before,
    )
    parts = list(old.order_by("order_id", "pk").values_list("pk", flat=True)[:AT_ONCE])
    for part in parts:
        _assume(part, at)
    return len(parts)


@transaction.atomic
def _assume(part: UUID, at: datetime) -> None:
    found, lines = locked_part(part)
    arrive(found, lines, _on_way([part]), at, None)


def locked_part(part: UUID, supplier: UUID | None = None) -> tuple[SupplierOrder, list[Line]]:
    """A part with its lines, its order locked: all that changes an order waits in one line.

    Raises OrderUnknown, also for another supplier's part.
    """
    own = SupplierOrder.objects.filter(pk=part)
    if supplier is not None:
        own = own.filter(supplier_id=supplier)
    order = own.values_list("order_id", flat=True).first()
    if order is None:
        raise OrderUnknown(number=part)
    locked = Order.objects.select_for_update().get(pk=order)
    found = SupplierOrder.objects.get(pk=part)
    found.order = locked
    return found, list(Line.objects.filter(supplier_order=part).order_by("place"))


def go_on(part: SupplierOrder, lines: Iterable[Line], at: datetime) -> None:
    """After pieces arrived or were cancelled: is the part over, and with it the order?"""
    is_over = not any(line.to_ship or line.on_way for line in lines)
    if is_over and part.state == PartState.SHIPPED:
        part.state, part.delivered_at = next_part(part.state, "deliver"), at
        part.save(update_fields=["state", "delivered_at"])
    order = part.order
    states = SupplierOrder.objects.filter(order=order).values_list("state", flat=True)
    state = after_parts(order.state, states.order_by("pk"))
    if state != order.state:
        order.state, order.ended_at = state, at
        order.save(update_fields=["state", "ended_at"])


def _on_way(parts: Sequence[UUID]) -> list[UUID]:
    rows = Parcel.objects.filter(supplier_order__in=parts, state=ParcelState.ON_WAY)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def arrive(
    part: SupplierOrder,
    lines: Sequence[Line],
    parcels: Sequence[UUID],
    at: datetime,
    by: Member | None,
) -> None:
    """Those of the parcels that were on their way are delivered, with all in them."""
    on_way = Parcel.objects.filter(pk__in=parcels, state=ParcelState.ON_WAY)
    arrived = list(on_way.order_by("pk").values_list("pk", flat=True))
    if not arrived:
        return
    contents = ParcelLine.objects.filter(parcel__in=arrived, parcel__replaces=None)
    by_id = {line.pk: line for line in lines}
    for line, number in contents.order_by("pk").values_list("line_id", "quantity"):
        by_id[line].delivered += number
    for one in lines:
        complete(one, at)
    Line.objects.bulk_update(lines, ["delivered", "delivered_at"])
    Parcel.objects.filter(pk__in=arrived).update(state=ParcelState.DELIVERED, delivered_at=at)
    note(part, at, "delivered", by, parcels=[str(one) for one in arrived])
    go_on(part, lines, at)


def complete(line: Line, at: datetime) -> None:
    """Mark a line of which everything that will come has come."""
    if line.delivered and not (line.to_ship or line.on_way) and line.delivered_at is None:
        line.delivered_at = at


def note(part: SupplierOrder, at: datetime, kind: str, by: Member | None, **detail: object) -> None:
    """Add to the order's history."""
    OrderEvent.objects.create(
        order_id=part.order_id, supplier_order=part, at=at, kind=kind, by=by, detail=detail
    )
