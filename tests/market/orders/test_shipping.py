"""Parcels, partial delivery, cancelling, after-sales, reviews: each once, each in its state."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shouwang.ledger import queries as ledger
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import AfterSale, Line, Order, Refund, Review, SupplierOrder
from shouwang.market.orders.operations import aftersales, reviewing, shipping
from shouwang.market.settlement.operations import settle
from tests.factories_market_orders import AT, a_member, a_paid_order, goods

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def variants():
    return goods(2)


@pytest.fixture
def order(variants):
    return a_paid_order(a_member(), *variants, quantity=3)


def first_part(order) -> SupplierOrder:
    return SupplierOrder.objects.filter(order=order).order_by("pk").first()


def sent(part, pieces=None, **given):
    fields = {
        "by": None,
        "at": AT,
        "parcel": uuid4(),
        "supplier": part.supplier_id,
        "part": part.pk,
        "carrier": "post",
        "tracking_number": "EA123456789CN",
        "pieces": pieces,
    }
    return shipping.ship(**fields | given)


def claimed(line, kind, pieces=1, at=AT, **given):
    fields = {
        "by": line.supplier_order.order.member,
        "at": at,
        "claim": uuid4(),
        "line": line.pk,
        "kind": kind,
        "pieces": pieces,
        "reason": "other",
    }
    return aftersales.ask(**fields | given)


def test_a_part_is_sent_in_two_parcels_and_arrives_in_two(order):
    part = first_part(order)
    line = part.lines.get()
    parcel = uuid4()
    for _ in range(2):
        assert sent(part, {line.pk: 2}, parcel=parcel).value.pk == parcel
    part.refresh_from_db()
    assert part.state == "partly_shipped"
    assert sent(part, {line.pk: 2}).findings[0].code == "many"
    rest = sent(part).value
    part.refresh_from_db()
    assert part.state == "shipped"
    for _ in range(2):
        shipping.deliver(parcel=parcel, at=AT)
    line.refresh_from_db()
    assert (line.shipped, line.delivered, line.delivered_at) == (3, 2, None)
    shipping.deliver(parcel=rest.pk, at=AT + DAY)
    line.refresh_from_db()
    part.refresh_from_db()
    assert (line.delivered, line.delivered_at, part.state) == (3, AT + DAY, "delivered")
    assert Order.objects.get().state == "paid"


def test_an_order_is_done_when_all_parts_arrived(order):
    for part in SupplierOrder.objects.filter(order=order):
        sent(part)
        shipping.confirm(by=order.member, part=part.pk, at=AT)
    order.refresh_from_db()
    assert order.state == "done"
    assert settle(at=AT + 6 * DAY) == 0
    assert settle(at=AT + 7 * DAY) == 2
    with pytest.raises(OrderUnknown):
        shipping.confirm(by=a_member(), part=part.pk, at=AT)


def test_parts_sent_long_ago_count_as_delivered(order):
    sent(first_part(order))
    assert shipping.assume_delivered(at=AT + 9 * DAY) == 0
    assert shipping.assume_delivered(at=AT + 10 * DAY) == 1
    assert first_part(order).state == "delivered"


def test_unsent_pieces_are_cancelled_at_once_and_can_be_sold_again(order):
    part = first_part(order)
    line = part.lines.get()
    claim = uuid4()
    for _ in range(2):
        asked = claimed(line, "cancel", 2, claim=claim).value
    assert (asked.state, asked.amount_fen) == ("done", 2 * line.price_fen)
    line.refresh_from_db()
    assert (line.cancelled, line.refunded_fen) == (2, 2 * line.price_fen)
    assert ledger.balance(f"stock:{line.variant_id}").available == 9
    assert Refund.objects.get().amount_fen == 2 * line.price_fen
    assert claimed(line, "cancel", 2).findings[0].code == "pieces"


def test_cancelling_everything_gives_the_freight_back_and_ends_the_order(order):
    for line in Line.objects.filter(supplier_order__order=order):
        assert claimed(line, "cancel", 3).value
    order.refresh_from_db()
    assert order.state == "refunded"
    assert sum(Refund.objects.values_list("amount_fen", flat=True)) == order.total_fen
    parts = SupplierOrder.objects.filter(order=order).values_list("state", flat=True)
    assert list(parts) == ["cancelled"] * 2
    assert ledger.balance("refund:testing").posted == order.total_fen


def delivered(order) -> Line:
    part = first_part(order)
    sent(part)
    shipping.confirm(by=order.member, part=part.pk, at=AT)
    return part.lines.get()


def test_a_refund_is_agreed_and_given_back_once(order):
    line = delivered(order)
    claim = claimed(line, "refund", 1).value
    assert claimed(line, "refund", 1).findings[0].code == "open"
    assert settle(at=AT + 8 * DAY) == 0
    given = {"by": None, "supplier": line.supplier_order.supplier_id, "at": AT, "claim": claim.pk}
    assert aftersales.answer(**given, agrees=False).findings[0].code == "words"
    for _ in range(2):
        assert aftersales.answer(**given, agrees=True).value.state == "done"
    line.refresh_from_db()
    assert line.refunded_fen == line.price_fen
    assert Refund.objects.get().amount_fen == line.price_fen
    assert settle(at=AT + 8 * DAY) == 1


def test_goods_come_back_before_their_money_goes(order):
    line = delivered(order)
    supplier = line.supplier_order.supplier_id
    claim = claimed(line, "return", 3).value.pk
    aftersales.answer(by=None, supplier=supplier, at=AT, claim=claim, agrees=True)
    assert not Refund.objects.exists()
    aftersales.send_back(by=order.member, at=AT, claim=claim, number="SF1")
    aftersales.receive_back(by=None, supplier=supplier, at=AT, claim=claim)
    assert AfterSale.objects.get().state == "done"
    assert Refund.objects.get().amount_fen == line.amount_fen


def test_a_replacement_moves_no_money(order):
    line = delivered(order)
    supplier = line.supplier_order.supplier_id
    claim = claimed(line, "replace", 1).value.pk
    aftersales.answer(by=None, supplier=supplier, at=AT, claim=claim, agrees=True)
    aftersales.send_back(by=order.member, at=AT, claim=claim, number="SF1")
    aftersales.receive_back(by=None, supplier=supplier, at=AT, claim=claim)
    assert AfterSale.objects.get().parcels.get().lines.get().quantity == 1
    assert not Refund.objects.exists()


def test_what_nobody_answers_in_time_is_agreed_and_a_late_wish_is_refused(order):
    line = delivered(order)
    claimed(line, "refund", 1)
    assert aftersales.agree_unanswered(at=AT + DAY) == 0
    assert aftersales.agree_unanswered(at=AT + 2 * DAY) == 1
    assert Refund.objects.count() == 1
    assert claimed(line, "refund", 1, at=AT + 8 * DAY).findings[0].code == "late"


def test_a_review_comes_after_delivery_and_once(order):
    part = first_part(order)
    line = part.lines.get()
    given = {"by": order.member, "at": AT, "line": line.pk, "words": "甜"}
    assert reviewing.review(**given, stars=5).findings[0].code == "early"
    delivered(order)
    reviewing.review(**given, stars=5)
    reviewing.review(**given, stars=1)
    assert Review.objects.get().stars == 5


def test_one_supplier_cannot_touch_another_ones_part(order):
    mine, other = SupplierOrder.objects.filter(order=order).order_by("pk")
    with pytest.raises(OrderUnknown):
        sent(mine, supplier=other.supplier_id)
