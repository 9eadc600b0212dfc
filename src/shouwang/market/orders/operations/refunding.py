"""Money goes back: owed in the books first, then sent through the gateway it came by."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from shouwang.ledger import operations as ledger
from shouwang.ledger.rules import Move, Posting
from shouwang.market.orders.errors import GatewayRefused, GatewayUnknown
from shouwang.market.orders.gateways import gateway as gateway_of
from shouwang.market.orders.gateways import notice_address
from shouwang.market.orders.gateways.interface import RefundAsked
from shouwang.market.orders.models import Line, Order, OrderEvent, Payment, Refund, SupplierOrder
from shouwang.market.orders.operations import books
from shouwang.market.orders.rules import accounts
from shouwang.market.orders.rules.notices import Said
from shouwang.market.orders.rules.states import (
    PaymentState,
    RefundState,
    next_order,
    next_refund,
)
from shouwang.market.orders.signals import giving_back

AT_ONCE = 100
_NAMES = uuid.UUID("6b1d3e0c-5d0f-4f0e-9b5e-1c9c43a1f0a7")


@dataclass(frozen=True, slots=True)
class Back:
    """What of an order goes back: fen by line, freight by part, pieces that were never sent."""

    fen: Mapping[UUID, int]
    freight: Mapping[UUID, int] = field(default_factory=dict)
    unsent: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of it, in fen."""
        return sum(self.fen.values()) + sum(self.freight.values())


def give_back(order: Order, back: Back, *, key: str, why: str, at: datetime) -> Refund:
    """Owe the buyer a part of a paid order, once under the key. The caller has locked the order.

    Pieces that were not sent can be sold again. Raises Shortfall when escrow no longer has it.
    """
    payment = Payment.objects.get(order=order, state=PaymentState.PAID)
    lines = list(
        Line.objects.filter(pk__in={*back.fen, *back.unsent})
        .select_related("supplier_order")
        .order_by("pk")
    )
    arrived = {one.pk: back.fen[one.pk] for one in lines if one.delivered_at and one.pk in back.fen}
    if arrived:
        giving_back.send(sender=Refund, lines=arrived, key=key, at=at)
    moves = _moves(payment.gateway, lines, back)
    ledger.post([Posting(f"back:{key}", "order_back", f"order:{order.pk}", moves)], at=at)
    _count(lines, back)
    return write_down(
        key=key,
        order=order.pk,
        payment=payment.pk,
        gateway=payment.gateway,
        transaction=payment.transaction or "",
        amount_fen=back.total,
        why=why,
        at=at,
    )


def write_down(
    *,
    key: str,
    order: UUID,
    payment: UUID,
    gateway: str,
    transaction: str,
    amount_fen: int,
    why: str,
    at: datetime,
) -> Refund:
    """A refund that is owed from now on; once under its key."""
    refund, is_new = Refund.objects.get_or_create(
        key=key,
        defaults={
            "number": uuid.uuid5(_NAMES, key),
            "order_id": order,
            "payment_id": payment,
            "gateway": gateway,
            "transaction": transaction,
            "amount_fen": amount_fen,
            "why": why[:16],
            "owed_at": at,
        },
    )
    if is_new:
        detail = {"fen": amount_fen, "why": why}
        OrderEvent.objects.create(order_id=order, at=at, kind="refund_owed", detail=detail)
    return refund


def close_if_all_back(order: Order, *, at: datetime) -> None:
    """An order whose every fen went back is refunded."""
    parts = list(SupplierOrder.objects.filter(order=order).order_by("pk"))
    freight = sum(part.freight_refunded_fen for part in parts)
    lines = Line.objects.filter(supplier_order__order=order).values_list("refunded_fen", flat=True)
    if sum(lines.order_by("pk")) + freight < order.total_fen:
        return
    order.state = next_order(order.state, "give_back")
    order.ended_at = at
    order.save(update_fields=["state", "ended_at"])


def execute(*, refund: UUID, at: datetime) -> Refund:
    """Send an owed refund through its gateway; killed anywhere, it may be called again.

    The gateway knows the refund by its number, so that asking twice sends once.
    """
    asked = _sending(refund)
    if asked is None:
        return Refund.objects.get(pk=refund)
    found, request = asked
    try:
        answer = gateway_of(found.gateway).refund(request, at)
    except (GatewayRefused, GatewayUnknown) as error:
        return _told(found.pk, Said.REFUND_FAILED, str(error), at)
    return _told(found.pk, answer.said, answer.words, at)


def execute_all(*, at: datetime) -> int:
    """Send what is owed, and ask again where the answer was lost; how many arrived."""
    owed = Refund.objects.filter(state__in=[RefundState.OWED, RefundState.SENT])
    numbers = list(owed.order_by("owed_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    done = [execute(refund=number, at=at).state for number in numbers]
    return done.count(RefundState.DONE)


def told(number: UUID, *, done: bool, amount_fen: int, at: datetime) -> bool:
    """A gateway's notice about a refund; whether it is one of ours, for that amount."""
    found = Refund.objects.select_for_update().filter(pk=number, amount_fen=amount_fen).first()
    if found is None:
        return False
    if found.state in (RefundState.OWED, RefundState.FAILED):
        found.state = next_refund(found.state, "send")
        found.save(update_fields=["state"])
    _told(number, Said.REFUNDED if done else Said.REFUND_FAILED, "", at)
    return True


@transaction.atomic
def _sending(number: UUID) -> tuple[Refund, RefundAsked] | None:
    found = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=number)
    if found.state == RefundState.DONE:
        return None
    if found.state != RefundState.SENT:
        found.state = next_refund(found.state, "send")
        found.save(update_fields=["state"])
    asked = RefundAsked(
        number=found.pk,
        payment=found.payment_id,
        transaction=found.transaction,
        amount_fen=found.amount_fen,
        # money that bought nothing goes back whole, and may be another sum than was asked for
        paid_fen=found.amount_fen if found.key.startswith("paid:") else found.payment.amount_fen,
        tells=notice_address(found.gateway),
    )
    return found, asked


@transaction.atomic
def _told(number: UUID, said: Said | None, words: str, at: datetime) -> Refund:
    found = Refund.objects.select_for_update().get(pk=number)
    if said is None or found.state != RefundState.SENT:
        return found
    found.state = next_refund(found.state, "finish" if said == Said.REFUNDED else "fail")
    found.words = words[:200]
    if found.state == RefundState.DONE:
        found.done_at = at
        move = Move(
            accounts.refund(found.gateway), accounts.outside(found.gateway), found.amount_fen
        )
        sent = Posting(f"refund:{number}", "order_refund", f"order:{found.order_id}", (move,))
        ledger.post([sent], at=at)
    found.save(update_fields=["state", "words", "done_at"])
    kind = "refund_done" if found.state == RefundState.DONE else "refund_failed"
    detail = {"fen": found.amount_fen}
    OrderEvent.objects.create(order_id=found.order_id, at=at, kind=kind, detail=detail)
    return found


def _moves(gateway: str, lines: Sequence[Line], back: Back) -> tuple[Move, ...]:
    target = accounts.refund(gateway)
    goods: dict[UUID, int] = {}
    pieces: dict[int, int] = {}
    for line in lines:
        supplier = line.supplier_order.supplier_id
        goods[supplier] = goods.get(supplier, 0) + back.fen.get(line.pk, 0)
        if unsent := back.unsent.get(line.pk, 0):
            pieces[line.variant_id] = pieces.get(line.variant_id, 0) + unsent
    freight = {line.supplier_order_id: line.supplier_order.supplier_id for line in lines}
    return (
        *(Move(accounts.escrow(one), target, fen) for one, fen in sorted(goods.items()) if fen),
        *(
            Move(accounts.freight(freight[part]), target, fen)
            for part, fen in sorted(back.freight.items())
            if fen
        ),
        *books.unselling(pieces),
    )


_COUNT = """
UPDATE orders_line line
SET refunded_fen = line.refunded_fen + back.fen, cancelled = line.cancelled + back.unsent
FROM unnest(%s::uuid[], %s::bigint[], %s::integer[]) AS back(id, fen, unsent)
WHERE line.id = back.id
"""


def _count(lines: Sequence[Line], back: Back) -> None:
    ids = [line.pk for line in lines]
    fen = [back.fen.get(one, 0) for one in ids]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [ids, fen, [back.unsent.get(one, 0) for one in ids]])
    for part, amount in sorted(back.freight.items()):
        SupplierOrder.objects.filter(pk=part).update(
            freight_refunded_fen=F("freight_refunded_fen") + amount
        )
