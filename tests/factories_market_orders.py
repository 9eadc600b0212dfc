"""Makers of stocked goods, buyers, orders and payments, for the market's tests."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID, uuid4

from shouwang.ledger import operations as ledger
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.catalogue.models import Variant
from shouwang.market.members.models import Member
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.models import Order
from shouwang.market.orders.operations import carting, paying, placing
from shouwang.market.orders.rules.notices import Verdict
from tests.factories_market_catalogue import a_product, a_supplier, a_variant

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
RECEIVER = placing.Receiver("李四", "13900000000", "360000", "象湖镇中山路1号")
_serial = count(1)


def a_member(**given) -> Member:
    """A member without a password."""
    serial = next(_serial)
    fields = {"username": f"buyer{serial:05}", "display_name": f"买家{serial}", "created_at": AT}
    return Member.objects.create(**fields | {"password": "!"} | given)


def stocked(pieces: int = 10, variant: Variant | None = None, **given) -> Variant:
    """A variant with so many pieces in stock."""
    found = variant or a_variant(**given)
    unit = f"pc:{found.pk}"
    source = Opening(f"supply:test{found.pk}", unit, may_go_below=True)
    ledger.open_accounts([source, Opening(f"stock:{found.pk}", unit)])
    move = Move(source.code, f"stock:{found.pk}", pieces)
    ledger.post([Posting(f"listing:{found.pk}", "listing", "test", (move,))], at=AT)
    return found


def goods(number: int, pieces: int = 10) -> list[Variant]:
    """So many stocked variants, each of a supplier of its own."""
    return [stocked(pieces, a_variant(a_product(a_supplier()))) for _ in range(number)]


def in_cart(member: Member, *variants: Variant, quantity: int = 1, note: str = "") -> UUID:
    """Put them into the member's cart."""
    cart = carting.cart_for(member=member, cart=None, at=AT)
    for variant in variants:
        carting.add(cart=cart, variant=variant.pk, quantity=quantity, note=note, at=AT)
    return cart


def an_order(member: Member, *variants: Variant, quantity: int = 1, at: datetime = AT) -> Order:
    """A placed order that waits for money."""
    in_cart(member, *variants, quantity=quantity)
    number = uuid4()
    reading = placing.place(by=member, at=at, number=number, receiver=RECEIVER, gateway="testing")
    assert reading.value is not None, reading.findings
    return Order.objects.get(pk=number)


def notified(order: Order, *, at: datetime = AT, fen: int | None = None, **given) -> Verdict:
    """The test gateway tells that the order was paid."""
    payment = placing.payment_of(order.pk, "testing")
    amount = order.total_fen if fen is None else fen
    headers, body = testing.signed(payment, amount, at, **given)
    return paying.receive(gateway="testing", headers=headers, body=body, at=at)


def a_paid_order(member: Member, *variants: Variant, quantity: int = 1) -> Order:
    """An order that its suppliers may pack."""
    order = an_order(member, *variants, quantity=quantity)
    assert notified(order) == Verdict.TAKEN
    order.refresh_from_db()
    return order
