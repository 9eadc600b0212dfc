"""Orders that end before they are paid: taken back by the buyer, or not paid in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from shouwang.kernel.findings import Reading, refused
from shouwang.ledger import operations as ledger
from shouwang.ledger.rules import How
from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import Order
from shouwang.market.orders.rules.states import OrderState, next_order

AT_ONCE = 500
# Orders are locked before the ledger's accounts, here and everywhere; who is being paid is left.
_RIPE = """
SELECT number FROM orders_order
WHERE state = 'awaiting' AND pay_before <= %s
ORDER BY number LIMIT %s FOR UPDATE SKIP LOCKED
"""
_END = """
WITH ended AS (
    UPDATE orders_order SET state = %(state)s, ended_at = %(at)s
    WHERE number = ANY(%(orders)s) AND state = 'awaiting' RETURNING number, hold
), parts AS (
    UPDATE orders_supplierorder SET state = 'cancelled'
    WHERE order_id IN (SELECT number FROM ended)
), payments AS (
    UPDATE orders_payment SET state = 'closed'
    WHERE order_id IN (SELECT number FROM ended) AND state = 'open'
), events AS (
    INSERT INTO orders_orderevent (order_id, at, kind, by_id, detail)
    SELECT number, %(at)s, %(state)s, %(by)s, '{}'::jsonb FROM ended ORDER BY number
)
SELECT hold FROM ended ORDER BY hold
"""


@transaction.atomic
def cancel(*, by: Member, at: datetime, order: UUID) -> Reading[Order]:
    """The buyer takes an unpaid order back; again changes nothing. Raises OrderUnknown."""
    found = Order.objects.select_for_update().filter(number=order, member=by).first()
    if found is None:
        raise OrderUnknown(number=order)
    if found.state in (OrderState.CANCELLED, OrderState.EXPIRED):
        return Reading(found)
    if found.state != OrderState.AWAITING:
        return refused("paid", "订单已经付款：请在订单里申请取消或售后。")
    end_unpaid([order], "cancel", at=at, by=by)
    found.refresh_from_db()
    return Reading(found)


def expire(*, at: datetime) -> int:
    """Give back the goods of all orders not paid in time; the number of them.

    In small transactions of their own: killed at any moment, it goes on where it was.
    """
    ended, number = 0, AT_ONCE
    while number == AT_ONCE:
        number = _expire_some(at)
        ended += number
    return ended


@transaction.atomic
def _expire_some(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_RIPE, [at, AT_ONCE])
        numbers = [number for (number,) in cursor.fetchall()]
    end_unpaid(numbers, "expire", at=at)
    return len(numbers)


def end_unpaid(
    orders: Sequence[UUID], step: str, *, at: datetime, by: Member | None = None
) -> None:
    """End orders that their caller has locked, and free what they hold."""
    if not orders:
        return
    given: dict[str, Any] = {
        "orders": list(orders),
        "state": next_order(OrderState.AWAITING, step),
        "at": at,
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END, given)
        holds = [hold for (hold,) in cursor.fetchall()]
    if holds:
        ledger.resolve(holds, How.EXPIRE if step == "expire" else How.VOID, at=at)
