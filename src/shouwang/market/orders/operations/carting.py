"""Putting goods into a cart and taking them out; a cart of nobody becomes its member's."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from shouwang.market.members.models import Member
from shouwang.market.orders.models import Cart, CartLine

MOST = 9999
_ADD = """
INSERT INTO orders_cartline (cart_id, variant_id, quantity, note, added_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (cart_id, variant_id, note)
DO UPDATE SET quantity = least(%s, orders_cartline.quantity + excluded.quantity)
"""
_MERGE = """
INSERT INTO orders_cartline (cart_id, variant_id, quantity, note, added_at)
SELECT %s, variant_id, quantity, note, added_at FROM orders_cartline WHERE cart_id = %s
ON CONFLICT (cart_id, variant_id, note)
DO UPDATE SET quantity = greatest(orders_cartline.quantity, excluded.quantity)
"""


def cart_for(*, member: Member | None, cart: UUID | None, at: datetime) -> UUID:
    """The cart's id; it is made where there is none."""
    if member is not None:
        made, _is_new = Cart.objects.get_or_create(
            member=member, defaults={"id": uuid.uuid4(), "made_at": at}
        )
        return made.pk
    if cart is not None and Cart.objects.filter(pk=cart, member=None).exists():
        return cart
    return Cart.objects.create(pk=uuid.uuid4(), made_at=at).pk


@transaction.atomic
def add(*, cart: UUID, variant: int, quantity: int, note: str, at: datetime) -> None:
    """So many more of a variant."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [cart, variant, quantity, note, at, MOST])


@transaction.atomic
def change(*, cart: UUID, quantities: Mapping[int, int]) -> None:
    """Set the quantities of lines by their ids; 0 takes a line out."""
    gone = [line for line, quantity in quantities.items() if quantity < 1]
    CartLine.objects.filter(cart_id=cart, pk__in=gone).delete()
    kept = list(CartLine.objects.filter(cart_id=cart, pk__in=quantities).order_by("pk"))
    for line in kept:
        line.quantity = min(MOST, quantities[line.pk])
    CartLine.objects.bulk_update(kept, ["quantity"])


@transaction.atomic
def merge(*, cart: UUID, member: Member, at: datetime) -> None:
    """What was put into a cart before log-in goes into the member's own; twice is once."""
    own = cart_for(member=member, cart=None, at=at)
    found = Cart.objects.select_for_update().filter(pk=cart, member=None).first()
    if found is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, [own, cart])
    found.delete()


def forget(*, at: datetime, kept_for: timedelta) -> int:
    """Delete carts of nobody that were left behind; the number of them."""
    old = Cart.objects.filter(member=None, made_at__lt=at - kept_for)
    return old.delete()[1].get("orders.Cart", 0)
