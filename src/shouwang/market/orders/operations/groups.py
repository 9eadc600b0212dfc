"""Buying together: a group that reaches its threshold goes on, another gets its money back."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from shouwang.kernel.findings import Reading, refused
from shouwang.market.catalogue.queries import offers
from shouwang.market.orders.models import GroupBuy, Line, Order, SupplierOrder
from shouwang.market.orders.operations.refunding import Back, close_if_all_back, give_back
from shouwang.market.orders.rules.states import GroupState, OrderState, PartState

AT_ONCE = 50
_GO_ON = """
WITH going AS (
    UPDATE orders_order SET state = 'paid' WHERE group_id = %(group)s AND state = 'grouped'
    RETURNING number
), parts AS (
    UPDATE orders_supplierorder SET state = 'to_pack'
    WHERE order_id IN (SELECT number FROM going) AND state = 'waiting'
)
INSERT INTO orders_orderevent (order_id, at, kind, detail)
SELECT number, %(at)s, 'group_reached', '{}'::jsonb FROM going ORDER BY number
"""


@transaction.atomic
def open_group(
    *,
    group: UUID,
    supplier: UUID,
    variant: int,
    price_fen: int,
    threshold: int,
    deadline: datetime,
    at: datetime,
) -> Reading[GroupBuy]:
    """A supplier offers a variant of its own at a group's price; the same id again is the same."""
    known = GroupBuy.objects.filter(pk=group).first()
    if known is not None and known.supplier_id == supplier:
        return Reading(known)
    if known is not None:
        return refused("group", "这个编号已被占用：请刷新页面后再提交。")
    offer = offers([variant], on=at.date()).get(variant)
    if offer is None or offer.supplier != supplier or not offer.is_sellable:
        return refused("variant", "只能选自己在售的商品规格。")
    if price_fen >= offer.price_fen:
        return refused("price", "团购价要低于单买价。")
    if deadline <= at:
        return refused("deadline", "截止时间要在现在之后。")
    return Reading(
        GroupBuy.objects.create(
            pk=group,
            supplier_id=supplier,
            variant_id=variant,
            price_fen=price_fen,
            threshold=threshold,
            opened_at=at,
            deadline=deadline,
        )
    )


def join(group: UUID, pieces: int) -> bool:
    """Count a paid order in, and lock the group; False when the group has failed."""
    found = GroupBuy.objects.select_for_update().get(pk=group)
    if found.state == GroupState.FAILED:
        return False
    found.paid += pieces
    found.save(update_fields=["paid"])
    return True


def reach(group: UUID, *, at: datetime) -> None:
    """When enough is paid, every order of the group goes on. The caller has locked the group."""
    found = GroupBuy.objects.get(pk=group)
    if found.paid < found.threshold:
        return
    if found.state == GroupState.OPEN:
        found.state = GroupState.REACHED
        found.save(update_fields=["state"])
    with connection.cursor() as cursor:
        cursor.execute(_GO_ON, {"group": group, "at": at})


def end_groups(*, at: datetime) -> int:
    """Groups whose time is over without enough buyers give the money back; how many."""
    over = GroupBuy.objects.filter(state=GroupState.OPEN, deadline__lte=at)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_end(group, at) for group in ids)


@transaction.atomic
def _end(group: UUID, at: datetime) -> bool:
    found = GroupBuy.objects.select_for_update().get(pk=group)
    if found.state != GroupState.OPEN:
        return False
    found.state = GroupState.FAILED
    found.save(update_fields=["state"])
    orders = Order.objects.select_for_update().filter(group=found, state=OrderState.GROUPED)
    for order in orders.order_by("pk"):
        _all_back(order, at)
    return True


def _all_back(order: Order, at: datetime) -> None:
    parts = list(SupplierOrder.objects.filter(order=order).order_by("pk"))
    lines = list(Line.objects.filter(supplier_order__order=order).order_by("pk"))
    back = Back(
        fen={line.pk: line.amount_fen for line in lines},
        freight={part.pk: part.freight_fen for part in parts if part.freight_fen},
        unsent={line.pk: line.quantity for line in lines},
    )
    give_back(order, back, key=f"group:{order.pk}", why="group", at=at)
    SupplierOrder.objects.filter(order=order).update(state=PartState.CANCELLED)
    close_if_all_back(order, at=at)
