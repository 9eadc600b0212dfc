"""Notices of payment: twice, late, out of order, wrong, forged. Nothing is lost or doubled."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shouwang.ledger import queries as ledger
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.models import Payment, PaymentNotice, Refund, SupplierOrder
from shouwang.market.orders.operations import ending, paying, placing, refunding
from shouwang.market.orders.rules.notices import Said, Verdict
from tests.factories_market_orders import (
    AT,
    a_member,
    a_paid_order,
    an_order,
    goods,
    notified,
)

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(hours=2)


@pytest.fixture
def variant():
    return goods(1)[0]


@pytest.fixture
def order(variant):
    return an_order(a_member(), variant, quantity=2)


def posted(code: str) -> int:
    return ledger.balance(code).posted


def state(order) -> str:
    order.refresh_from_db()
    return order.state


def is_balanced() -> bool:
    return all(row.posted == 0 for row in ledger.trial_balance())


def test_a_payment_sells_the_goods_and_lies_in_escrow(order, variant):
    assert notified(order) == Verdict.TAKEN
    [part] = SupplierOrder.objects.filter(order=order)
    assert (state(order), part.state, order.paid_at) == ("paid", "to_pack", AT)
    assert posted(f"escrow:{part.supplier_id}") == order.goods_fen
    assert posted(f"freight:{part.supplier_id}") == order.freight_fen
    assert posted("outside:testing") == -order.total_fen
    assert (posted(f"stock:{variant.pk}"), posted(f"sold:{variant.pk}")) == (8, 2)
    assert is_balanced()


def test_the_same_notice_twice_changes_nothing(order):
    verdicts = [notified(order) for _ in range(3)]
    assert verdicts == [Verdict.TAKEN, Verdict.REPEATED, Verdict.REPEATED]
    assert posted("outside:testing") == -order.total_fen
    assert list(PaymentNotice.objects.order_by("id").values_list("verdict", flat=True)) == verdicts


def test_a_second_payment_is_owed_back(order):
    notified(order)
    assert notified(order, transaction="T2") == Verdict.PAID_TWICE
    assert notified(order, transaction="T2") == Verdict.REPEATED
    refund = Refund.objects.get()
    assert (refund.amount_fen, refund.why, refund.state) == (order.total_fen, "paid_twice", "owed")
    assert posted("refund:testing") == order.total_fen
    assert refunding.execute(refund=refund.pk, at=AT).state == "done"
    assert refunding.execute(refund=refund.pk, at=AT).state == "done"
    assert posted("refund:testing") == 0
    assert is_balanced()


def test_other_money_than_asked_for_is_owed_back(order):
    assert notified(order, fen=1) == Verdict.WRONG_AMOUNT
    assert (state(order), Refund.objects.get().amount_fen) == ("awaiting", 1)
    assert notified(order, transaction="T2") == Verdict.TAKEN
    assert state(order) == "paid"


def test_a_late_payment_takes_the_goods_again(order, variant):
    ending.expire(at=LATE)
    assert notified(order, at=LATE) == Verdict.TAKEN_AGAIN
    assert (state(order), posted(f"stock:{variant.pk}")) == ("paid", 8)
    assert SupplierOrder.objects.get(order=order).state == "to_pack"
    assert not Refund.objects.exists()


def test_a_late_payment_for_goods_that_are_gone_is_owed_back(order, variant):
    ending.expire(at=LATE)
    other = an_order(a_member(), variant, quantity=9, at=LATE)
    assert notified(other, at=LATE) == Verdict.TAKEN
    assert notified(order, at=LATE) == Verdict.LATE
    assert notified(order, at=LATE) == Verdict.REPEATED
    assert (state(order), Refund.objects.get().amount_fen) == ("expired", order.total_fen)
    assert is_balanced()


def test_a_payment_of_a_cancelled_order_is_owed_back(order):
    ending.cancel(by=order.member, at=AT, order=order.pk)
    assert notified(order) == Verdict.LATE
    assert (state(order), Refund.objects.count()) == ("cancelled", 1)


def test_notices_out_of_order_and_about_nothing(order):
    refund = uuid4()
    headers, body = testing.signed(refund, 100, AT, Said.REFUNDED)
    told = paying.receive(gateway="testing", headers=headers, body=body, at=AT)
    assert told == Verdict.UNKNOWN
    assert notified(order, said=Said.NOT_PAID) == Verdict.NOT_PAID
    assert state(order) == "awaiting"
    assert notified(order) == Verdict.TAKEN
    assert notified(order, said=Said.NOT_PAID) == Verdict.NOT_PAID
    assert state(order) == "paid"


def test_a_notice_about_a_refund_comes_before_it_was_sent():
    order = a_paid_order(a_member(), *goods(1))
    notified(order, transaction="T2")
    refund = Refund.objects.get()
    headers, body = testing.signed(refund.pk, refund.amount_fen, AT, Said.REFUNDED)
    for _ in range(2):
        told = paying.receive(gateway="testing", headers=headers, body=body, at=AT)
        assert told == Verdict.REFUND
    refund.refresh_from_db()
    assert (refund.state, posted("refund:testing")) == ("done", 0)


@pytest.mark.parametrize("change", ["body", "signature", "old"])
def test_a_forged_notice_is_recorded_and_does_nothing(order, change):
    payment = placing.payment_of(order.pk, "testing")
    headers, body = testing.signed(payment, order.total_fen, AT)
    if change == "body":
        body = body.replace(b"paid", b"paid ")
    if change == "signature":
        headers[testing.SIGNATURE] = "0" * 64
    at = AT + timedelta(minutes=6) if change == "old" else AT
    told = paying.receive(gateway="testing", headers=headers, body=body, at=at)
    assert told == Verdict.FORGED
    assert (state(order), Payment.objects.get().state) == ("awaiting", "open")
    assert PaymentNotice.objects.get().verdict == "forged"


def test_signed_nonsense_is_recorded(order):
    headers, _ = testing.signed(uuid4(), 1, AT)
    body = b"[1]"
    headers = {
        testing.TIMESTAMP: AT.isoformat(),
        testing.SIGNATURE: testing._signature(AT.isoformat(), body),
    }
    told = paying.receive(gateway="testing", headers=headers, body=body, at=AT)
    assert told == Verdict.UNREADABLE
