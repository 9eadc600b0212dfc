"""Notices and answers of gateways as somebody else would send them, over HTTP and at the seams."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.ledger import queries as ledger
from shouwang.market.orders import gateways
from shouwang.market.orders.errors import GatewayRefused, NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.gateways.interface import Reply, Request
from shouwang.market.orders.gateways.testing import TestingGateway
from shouwang.market.orders.models import PaymentNotice, Refund
from shouwang.market.orders.operations import paying, placing, refunding
from shouwang.market.orders.operations.joining import join_group
from shouwang.market.orders.rules.notices import Said, Verdict
from tests.factories_market_orders import AT, RECEIVER, a_member, an_order, goods, notified
from tests.market.orders.test_gateways import (
    ASKED,
    PAID,
    REFUND,
    ali,
    answered,
    notice,
    told,
    wechat,
)

pytestmark = pytest.mark.django_db
HERE = "/pay/notices/testing/"


@pytest.fixture
def order():
    return an_order(a_member(), *goods(1), at=timezone.now())


def sent(body: bytes, headers: dict[str, str]) -> int:
    return Client().post(HERE, body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize("signature", ["", "0" * 64, "签名".encode().decode("latin-1"), "0" * 9999])
@pytest.mark.parametrize("timestamp", ["", "yesterday", "9" * 5000, "2026-05-06T02:00:00"])
def test_whatever_the_headers_say_it_is_forged_and_recorded(order, signature, timestamp):
    body = testing.signed(placing.payment_of(order.pk, "testing"), order.total_fen, AT)[1]
    headers = {testing.SIGNATURE: signature, testing.TIMESTAMP: timestamp}
    assert sent(body, headers) == 400
    assert PaymentNotice.objects.get().verdict == "forged"
    order.refresh_from_db()
    assert order.state == "awaiting"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"[" * 20_000, b"{}", b"\x00" * 100])
def test_whatever_the_body_says_it_is_forged_and_recorded(body):
    assert sent(body, {}) == 400
    assert PaymentNotice.objects.get().verdict == "forged"


def test_what_is_too_long_is_not_read_and_other_gateways_are_not_there():
    assert sent(b"x" * (paying.MOST_BYTES + 1), {}) == 413
    assert Client().post("/pay/notices/wechat/").status_code == 404
    assert Client().get(HERE).status_code == 405
    assert not PaymentNotice.objects.exists()


def test_a_right_notice_needs_no_token_and_no_session(order):
    headers, body = testing.signed(
        placing.payment_of(order.pk, "testing"), order.total_fen, timezone.now()
    )
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(HERE, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.cookies.keys()) == (200, set())
    order.refresh_from_db()
    assert order.state == "paid"


def test_one_transaction_told_of_two_payments_pays_one_and_is_recorded_twice(order):
    other = an_order(a_member(), *goods(1), at=timezone.now())
    assert notified(order, transaction="T1") == Verdict.TAKEN
    assert notified(other, transaction="T1") == Verdict.UNREADABLE
    other.refresh_from_db()
    assert (other.state, PaymentNotice.objects.count()) == ("awaiting", 2)
    assert ledger.balance("outside:testing").posted == -order.total_fen


def test_a_notice_for_the_payment_of_another_gateway_is_unknown(order):
    headers, body = testing.signed(placing.payment_of(order.pk, "alipay"), order.total_fen, AT)
    read = paying.receive(gateway="testing", headers=headers, body=body, at=AT)
    assert read == Verdict.UNKNOWN


def test_money_of_a_wrong_amount_goes_back_as_the_sum_that_came(order, monkeypatch):
    assert notified(order, fen=order.total_fen - 1) == Verdict.WRONG_AMOUNT
    asked = []
    original = TestingGateway.refund
    monkeypatch.setattr(
        TestingGateway,
        "refund",
        lambda self, request, at: asked.append(request) or original(self, request, at),
    )
    assert refunding.execute_all(at=AT) == 1
    [request] = asked
    # a gateway compares the whole with what was really paid
    assert (request.amount_fen, request.paid_fen) == (order.total_fen - 1,) * 2


def test_a_gateway_that_is_no_longer_there_holds_up_no_other_refund(order):
    notified(order, fen=1)
    old = Refund.objects.get()
    Refund.objects.filter(pk=old.pk).update(gateway="gone")
    notified(order, fen=2, transaction="T2")
    assert refunding.execute_all(at=AT) == 1
    states = dict(Refund.objects.order_by("amount_fen").values_list("amount_fen", "state"))
    assert states == {1: "failed", 2: "done"}


def test_what_failed_late_does_not_undo_what_arrived(order):
    notified(order, fen=1)
    refunding.execute_all(at=AT)
    refund = Refund.objects.get()
    headers, body = testing.signed(refund.pk, 1, AT, Said.REFUND_FAILED)
    assert paying.receive(gateway="testing", headers=headers, body=body, at=AT) == Verdict.REFUND
    refund.refresh_from_db()
    assert (refund.state, ledger.balance("refund:testing").posted) == ("done", 0)


@pytest.mark.parametrize(
    "changed", [{"mchid": "X"}, {"appid": "X"}, {"mchid": ["MCH"]}, {"amount": None}]
)
def test_a_notice_of_wechat_for_another_merchant_or_of_no_shape(changed):
    body = notice("TRANSACTION.SUCCESS", PAID | changed)
    with pytest.raises((NoticeForged, NoticeUnreadable)):
        wechat().read(answered(body), body, AT)


def test_money_in_another_currency_is_not_counted():
    foreign = PAID | {"amount": {"total": 8888, "currency": "USD"}}
    body = notice("TRANSACTION.SUCCESS", foreign)
    with pytest.raises(NoticeUnreadable):
        wechat().read(answered(body), body, AT)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-", "88.888"])
def test_a_notice_of_alipay_about_no_sum(amount):
    with pytest.raises(NoticeUnreadable):
        ali().read({}, told(total_amount=amount), AT)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"status": 1}', b"<html>"])
def test_what_a_gateway_answers_is_refused_where_it_is_not_its_own(body):
    def send(_request: Request) -> Reply:
        return Reply(200, {}, body)

    with pytest.raises(GatewayRefused):
        ali(send).refund(REFUND, AT)
    site = wechat()
    object.__setattr__(site, "send", send)
    with pytest.raises(GatewayRefused):
        site.refund(REFUND, AT)
    with pytest.raises(GatewayRefused):
        site.begin(ASKED, AT)


def test_a_signed_answer_without_what_was_asked_for_is_refused():
    with pytest.raises(GatewayRefused):
        wechat({"other": "1"}).begin(ASKED, AT)


def test_an_old_notice_of_wechat_is_not_taken_again():
    body = notice("TRANSACTION.SUCCESS", PAID)
    with pytest.raises(NoticeForged):
        wechat().read(answered(body), body, AT + timedelta(minutes=6))


def test_addresses_of_payments_are_not_guessed(client: Client):
    assert client.get(reverse("pay_testing", args=[uuid4()])).status_code == 404
    nobody = client.post(reverse("pay_testing", args=[uuid4()]), {"amount_fen": "1"})
    assert nobody.status_code == 302
    assert PaymentNotice.objects.get().verdict == "unknown"


def test_the_offline_gateway_is_shut_where_a_real_one_is_declared(client: Client, monkeypatch):
    monkeypatch.setattr(gateways, "gateways", lambda: {"alipay": ali()})
    for method in (client.get, client.post):
        assert method(reverse("pay_testing", args=[uuid4()])).status_code == 404
    assert client.post(HERE, b"{}", content_type="application/json").status_code == 404


def test_joining_again_after_the_end_is_the_first_order():
    known: UUID = an_order(by := a_member(), *goods(1)).pk
    again = join_group(
        by=by, at=AT, number=known, group=uuid4(), pieces=1, receiver=RECEIVER, gateway="testing"
    )
    assert again.value
    assert (again.value.number, again.value.is_new) == (known, False)
    stranger = join_group(
        by=a_member(),
        at=AT,
        number=known,
        group=uuid4(),
        pieces=1,
        receiver=RECEIVER,
        gateway="testing",
    )
    assert stranger.value is None
