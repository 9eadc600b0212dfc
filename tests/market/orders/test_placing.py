"""An order is placed whole or not at all, once, and holds its goods."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shouwang.ledger import queries as ledger
from shouwang.market.orders.models import CartLine, Line, Order, OrderEvent, SupplierOrder
from shouwang.market.orders.operations import ending, placing
from tests.factories_market_orders import AT, RECEIVER, a_member, an_order, goods, in_cart, stocked

pytestmark = pytest.mark.django_db


def place(member, **given):
    fields = {"by": member, "at": AT, "number": uuid4(), "receiver": RECEIVER, "gateway": "testing"}
    return placing.place(**fields | given)


def test_an_order_is_split_by_supplier_and_holds_its_goods():
    member, variants = a_member(), goods(2)
    order = an_order(member, *variants, quantity=2)
    assert (order.state, order.goods_fen, order.freight_fen) == ("awaiting", 4 * 5980, 2 * 1500)
    assert order.pay_before == AT + timedelta(minutes=30)
    assert (order.receiver, order.address) == (RECEIVER.name, RECEIVER.address)
    assert SupplierOrder.objects.filter(order=order, state="waiting").count() == 2
    assert Line.objects.filter(supplier_order__order=order, quantity=2).count() == 2
    assert not CartLine.objects.exists()
    balance = ledger.balance(f"stock:{variants[0].pk}")
    assert (balance.posted, balance.held, balance.available) == (10, 2, 8)


def test_the_same_number_places_once():
    member, number = a_member(), uuid4()
    [variant] = goods(1)
    in_cart(member, variant)
    first = place(member, number=number)
    again = place(member, number=number)
    assert (first.value.is_new, again.value.is_new) == (True, False)
    in_cart(member, variant)
    third = place(member, number=number)
    assert third.value.is_new is False
    assert CartLine.objects.count() == 1
    assert OrderEvent.objects.filter(order_id=number, kind="placed").count() == 1
    stranger = a_member()
    in_cart(stranger, variant)
    assert place(stranger, number=number).findings[0].code == "changed"


def test_too_little_left_is_told_with_how_many():
    member, variant = a_member(), stocked(5)
    in_cart(member, variant, quantity=6)
    [finding] = place(member).findings
    assert finding.code == placing.SHORT
    assert "只剩 5 件" in finding.message
    assert not Order.objects.exists()
    assert CartLine.objects.get().quantity == 6
    assert ledger.balance(f"stock:{variant.pk}").held == 0


def test_the_same_goods_on_two_lines_are_counted_once_together():
    member, variant = a_member(), stocked(5)
    in_cart(member, variant, quantity=3, note="给妈妈")
    in_cart(member, variant, quantity=3, note="给同事")
    assert place(member).findings[0].code == placing.SHORT
    CartLine.objects.filter(note="给同事").update(quantity=2)
    assert place(member).value.is_new
    assert ledger.balance(f"stock:{variant.pk}").available == 0
    assert Line.objects.count() == 2


def test_what_is_no_longer_sold_and_a_changed_price_are_refused():
    member, variant = a_member(), stocked(5)
    in_cart(member, variant)
    assert place(member, expected_fen=1).findings[0].code == "price"
    variant.is_on_sale = False
    variant.save()
    [finding] = place(member).findings
    assert finding.code == "gone"
    assert place(a_member()).findings[0].code == "empty"


def test_unpaid_orders_expire_and_give_their_goods_back():
    member = a_member()
    [variant] = goods(1)
    first, second = an_order(member, variant), an_order(member, variant, at=AT + timedelta(hours=1))
    assert ending.expire(at=AT + timedelta(minutes=29)) == 0
    assert ending.expire(at=AT + timedelta(minutes=30)) == 1
    assert ending.expire(at=AT + timedelta(minutes=30)) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("expired", "awaiting")
    assert ledger.balance(f"stock:{variant.pk}").available == 9


def test_a_buyer_cancels_an_unpaid_order_once():
    member = a_member()
    [variant] = goods(1)
    order = an_order(member, variant)
    for _ in range(2):
        assert ending.cancel(by=member, at=AT, order=order.pk).value.state == "cancelled"
    assert ledger.balance(f"stock:{variant.pk}").held == 0
