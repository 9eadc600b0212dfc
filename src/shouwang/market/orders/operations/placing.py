"""Placing an order: written in one statement, its goods reserved in another, or nothing at all."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.findings import Finding, Reading
from shouwang.ledger import operations as ledger
from shouwang.ledger.errors import AccountUnknown, Shortfall
from shouwang.ledger.rules import Posting
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Order
from shouwang.market.orders.operations import books
from shouwang.market.orders.operations.placing_sql import PLACE
from shouwang.market.orders.policy import terms
from shouwang.market.orders.queries.carts import cart_lines
from shouwang.market.orders.rules.amounts import Bill, Wanted, bill, pieces

SHORT = "short"  # the finding of a race that was lost: the page answers 409


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom and where; `province` is the code of six digits that the freight goes by."""

    name: str
    telephone: str
    province: str
    address: str


@dataclass(frozen=True, slots=True)
class Joining:
    """What else an order belongs to: a unit that buys, a group that buys together."""

    unit: UUID | None = None
    group: UUID | None = None
    before: datetime | None = None  # a group's deadline


ALONE = Joining()


@dataclass(frozen=True, slots=True)
class Placed:
    """The order's number; not `is_new` when it had been placed before with the same number."""

    number: UUID
    is_new: bool


class _NotPlaced(Exception):
    """The cart changed meanwhile, or the number is taken: nothing is written."""


def place(
    *,
    by: Member,
    at: datetime,
    number: UUID,
    receiver: Receiver,
    gateway: str,
    expected_fen: int | None = None,
    unit: UUID | None = None,
) -> Reading[Placed]:
    """Buy what is in the member's cart; the same number again answers with the same order.

    `expected_fen` is the total that the buyer saw: another one now is refused with both. Refused
    as well where something is not sold any more or too little is left, with how much is.
    """
    lines = cart_lines(member=by, at=at)
    if not lines:
        return known_as(by, number) or _refused("empty", "购物车是空的：先选几件商品。")
    gone = [line.title for line in lines if not line.is_on_sale]
    if gone:
        return _refused("gone", f"这些商品已经下架，请从购物车里移除：{'、'.join(gone)}。")
    whole = bill(lines, terms(at).freight(receiver.province))
    if expected_fen is not None and expected_fen != whole.total_fen:
        known = known_as(by, number)
        return known or _refused("price", "价格或运费刚刚有变化，请核对新的金额后再提交。")
    joining = Joining(unit=unit)
    return place_lines(by, at, number, receiver, gateway, lines, whole, joining)


def place_lines(
    by: Member,
    at: datetime,
    number: UUID,
    receiver: Receiver,
    gateway: str,
    lines: Sequence[Wanted],
    whole: Bill,
    joining: Joining = ALONE,
) -> Reading[Placed]:
    """Write the order and reserve its goods, together. Lines of a cart leave the cart."""
    given = (by, at, number, receiver, gateway, lines, whole, joining)
    try:
        try:
            _write_and_reserve(*given)
        except AccountUnknown:
            books.forget()
            _write_and_reserve(*given)
    except Shortfall as short:
        return Reading(None, (_shortage(short.code, short.available, lines),))
    except AccountUnknown as unknown:  # never listed: there is no stock
        return Reading(None, (_shortage(str(unknown.details["code"]), 0, lines),))
    except _NotPlaced:
        return known_as(by, number) or _refused("changed", "购物车刚刚有变化，请核对后再提交。")
    return Reading(Placed(number, True))


@transaction.atomic
def _write_and_reserve(
    by: Member,
    at: datetime,
    number: UUID,
    receiver: Receiver,
    gateway: str,
    lines: Sequence[Wanted],
    whole: Bill,
    joining: Joining,
) -> None:
    _write(by, at, number, receiver, gateway, lines, whole, joining)
    _reserve(at, number, gateway, lines)


def hold_of(number: UUID) -> str:
    """The ledger's key of an order's reserved goods."""
    return f"hold:{number}"


def payment_of(order: UUID, gateway: str) -> UUID:
    """The number of an order's payment through a gateway: the same each time it is asked for."""
    return uuid.uuid5(order, gateway)


def _reserve(at: datetime, number: UUID, gateway: str, lines: Sequence[Wanted]) -> None:
    counted = pieces(lines)
    books.open_for(counted, {line.supplier for line in lines}, gateway)
    hold = Posting(
        hold_of(number), "order_hold", f"order:{number}", books.selling(counted), pending=True
    )
    ledger.post([hold], at=at)


def _write(
    by: Member,
    at: datetime,
    number: UUID,
    receiver: Receiver,
    gateway: str,
    lines: Sequence[Wanted],
    whole: Bill,
    joining: Joining,
) -> None:
    before = terms(at).pay_before()
    given: dict[str, Any] = {
        "number": number,
        "member": by.pk,
        "unit": joining.unit,
        "group": joining.group,
        "goods": whole.goods_fen,
        "freight": whole.freight_fen,
        "province": receiver.province,
        "receiver": _sealed("receiver", receiver.name),
        "telephone": _sealed("telephone", receiver.telephone),
        "address": _sealed("address", receiver.address),
        "hold": hold_of(number),
        "at": at,
        "before": min(before, joining.before) if joining.before else before,
        "is_demonstration": by.is_demonstration,
        "payment": payment_of(number, gateway),
        "gateway": gateway,
        "cart_lines": [line.line for line in lines if line.line],
        "parts": json.dumps(_parts(number, whole)),
        "lines": json.dumps(_lines(number, whole)),
    }
    with connection.cursor() as cursor:
        cursor.execute(PLACE, given)
        if cursor.fetchone() is None:
            raise _NotPlaced


def _parts(number: UUID, whole: Bill) -> list[dict[str, Any]]:
    return [
        {
            "id": str(uuid.uuid5(number, str(part.supplier))),
            "supplier": str(part.supplier),
            "goods": part.goods_fen,
            "freight": part.freight_fen,
            "grams": part.grams,
        }
        for part in whole.parts
    ]


def _lines(number: UUID, whole: Bill) -> list[dict[str, Any]]:
    priced = [(part, line, price) for part in whole.parts for line, price in part.lines]
    return [
        {
            "id": str(uuid.uuid5(number, f"line {place}")),
            "part": str(uuid.uuid5(number, str(part.supplier))),
            "variant": line.variant,
            "batch": str(line.batch) if line.batch else None,
            "place": place,
            "title": line.title,
            "note": line.note,
            "quantity": line.quantity,
            "grams": line.grams,
            "price": price,
        }
        for place, (part, line, price) in enumerate(priced, 1)
    ]


def _sealed(field: str, text: str) -> bytes:
    return sealing.seal(text, place_of(Order._meta.get_field(field)))


def _shortage(code: str, available: int, lines: Sequence[Wanted]) -> Finding:
    variant = code.rpartition(":")[2]
    title = next((line.title for line in lines if str(line.variant) == variant), "")
    if available <= 0:
        return Finding(SHORT, f"{title} 已经卖完了：还剩 0 件。")
    return Finding(SHORT, f"{title} 只剩 {available} 件，请改少一些再提交。")


def known_as(by: Member, number: UUID) -> Reading[Placed] | None:
    """The member's order that was placed before with the number; None when there is none."""
    found = Order.objects.filter(number=number, member=by).exists()
    return Reading(Placed(number, False)) if found else None


def _refused(code: str, message: str) -> Reading[Placed]:
    return Reading(None, (Finding(code, message),))
