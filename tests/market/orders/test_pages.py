"""Every page of buyers, suppliers and the operator; what it costs; who may not see it."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.ledger import queries as ledger
from shouwang.market.orders import gateways, policy
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.models import (
    AfterSale,
    CartLine,
    GroupBuy,
    InvoiceRequest,
    Line,
    Order,
    Parcel,
    PaymentNotice,
    Pledge,
    Refund,
    Review,
    SupplierOrder,
)
from shouwang.market.orders.operations import placing
from shouwang.market.orders.operations.groups import end_groups
from shouwang.market.orders.rules.notices import Verdict
from shouwang.market.suppliers.models import Staff
from tests.factories_market_orders import (
    AT,
    a_member,
    a_paid_order,
    an_order,
    goods,
    in_cart,
    notified,
    stocked,
)

pytestmark = pytest.mark.django_db
FORM = {
    "receiver": "李四",
    "telephone": "13900000000",
    "province": "360000",
    "address": "中山路1号",
    "gateway": "testing",
}


def logged_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def packer_of(supplier) -> Client:
    member = a_member()
    Staff.objects.create(member=member, supplier=supplier, role="packer", began_at=AT)
    return logged_in(member)


def test_a_cart_before_log_in_goes_along_and_is_bought():
    variant, member, client = stocked(5), a_member(), Client()
    client.post(reverse("cart_add"), {"variant": variant.pk, "quantity": 2})
    page = client.get(reverse("cart")).content.decode()
    assert variant.product.name in page
    assert client.get(reverse("checkout")).status_code == 302
    in_cart(member, variant)
    member.set_password("jingdan-chengzi")
    member.save()
    given = {"username": member.username, "password": "jingdan-chengzi"}
    client.post(reverse("member_log_in"), given)
    assert CartLine.objects.get().quantity == 2
    page = client.get(reverse("checkout")).content.decode()
    number = re.search(r'name="number" value="([0-9a-f-]{36})"', page)[1]
    fen = re.search(r'name="expected_fen" value="(\d+)"', page)[1]
    given = {**FORM, "number": number, "expected_fen": fen}
    answer = client.post(reverse("checkout"), given)
    assert answer.url == reverse("pay", args=[number])
    assert client.post(reverse("checkout"), given).url == answer.url
    assert "测试支付" in client.get(answer.url).content.decode()
    gate = client.post(answer.url, {"gateway": "testing"}).url
    page = client.get(gate).content.decode()
    assert "不会收钱" in page
    order = Order.objects.get()
    done = client.post(gate, {"amount_fen": order.total_fen, "order": number, "pay": "1"})
    assert done.url == reverse("order", args=[number])
    order.refresh_from_db()
    assert order.state == "paid"
    assert "已付款" in client.get(done.url).content.decode()


@pytest.fixture
def no_gateway(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SHOUWANG_TEST_GATEWAY = tmp_path / "media", False
    gateways.gateways.cache_clear()
    yield
    gateways.gateways.cache_clear()


def test_without_a_gateway_nothing_is_ordered(no_gateway):
    member, variant = a_member(), stocked()
    in_cart(member, variant)
    client = logged_in(member)
    shown = client.get(reverse("checkout")).content.decode()
    assert "商城还没有开通支付" in shown
    assert "提交订单" not in shown
    answer = client.post(reverse("checkout"), {**FORM, "number": str(uuid4())})
    assert answer.status_code == 422
    assert not Order.objects.filter(member=member).exists()


def test_changing_a_cart():
    member, (first, second) = a_member(), goods(2)
    in_cart(member, first, second)
    client, (one, two) = logged_in(member), CartLine.objects.order_by("variant_id")
    client.post(reverse("cart"), {f"line-{one.pk}": "7", f"line-{two.pk}": "0"})
    assert CartLine.objects.get().quantity == 7
    client.post(reverse("cart"), {f"line-{one.pk}": "70"})
    assert "只剩 10 件" in client.get(reverse("cart")).content.decode()
    client.post(reverse("cart"), {"remove": one.pk})
    assert "购物车是空的" in client.get(reverse("cart")).content.decode()


def test_who_comes_too_late_is_told_how_many_are_left():
    member, variant = a_member(), stocked(5)
    in_cart(member, variant, quantity=6)
    answer = logged_in(member).post(reverse("checkout"), {**FORM, "number": uuid4()})
    assert answer.status_code == 409
    assert "只剩 5 件" in answer.content.decode()
    assert "中山路1号" in answer.content.decode()


def test_a_refused_checkout_comes_back_filled():
    member = a_member()
    in_cart(member, *goods(1))
    given = {**FORM, "telephone": "1", "number": uuid4()}
    answer = logged_in(member).post(reverse("checkout"), given)
    assert (answer.status_code, "李四" in answer.content.decode()) == (422, True)
    total = logged_in(member).get(reverse("checkout_total"), {"province": "540000"})
    assert "expected_fen" in total.content.decode()


@pytest.mark.parametrize("lines", [1, 5])
def test_completing_an_order_costs_fifteen_statements(
    lines, django_assert_num_queries, django_capture_on_commit_callbacks
):
    member, variants = a_member(), goods(lines)
    with django_capture_on_commit_callbacks(execute=True):
        notified(an_order(member, *variants))  # accounts are open, as in a running process
    policy._pack.cache_clear()
    in_cart(member, *variants)
    client, number = logged_in(member), uuid4()
    # session, member, cart, offers, terms (once a minute), BEGIN, order, hold, COMMIT
    with django_assert_num_queries(9):
        answer = client.post(reverse("checkout"), {**FORM, "number": number})
    assert answer.status_code == 302
    headers, body = testing.signed(
        placing.payment_of(number, "testing"), lines * (5980 + 900), timezone.now()
    )
    address = reverse("payment_notice", args=["testing"])
    given = {"content_type": "application/json", "headers": headers}
    # BEGIN, payment, goods, money, order, COMMIT
    with django_assert_num_queries(6):
        answer = client.post(address, body, **given)
    assert (answer.status_code, Order.objects.get(pk=number).state) == (200, "paid")


def test_a_notice_from_outside_is_taken_or_refused():
    order = an_order(a_member(), *goods(1), at=timezone.now())
    headers, body = testing.signed(
        placing.payment_of(order.pk, "testing"), order.total_fen, timezone.now()
    )
    address = reverse("payment_notice", args=["testing"])
    given = {"content_type": "application/json"}
    assert Client().post(address, body, **given).status_code == 400
    assert Client().post(address, body + b" ", headers=headers, **given).status_code == 400
    assert Client().post(address, b" " * 40_000, headers=headers, **given).status_code == 413
    assert Client().post(address, body, headers=headers, **given).status_code == 200
    assert Client().post(reverse("payment_notice", args=["none"]), body, **given).status_code == 404
    verdicts = list(PaymentNotice.objects.order_by("id").values_list("verdict", flat=True))
    assert verdicts == [Verdict.FORGED, Verdict.FORGED, Verdict.TAKEN]


def test_a_supplier_packs_sends_and_answers_and_the_buyer_follows():
    member = a_member()
    order = a_paid_order(member, *goods(1), quantity=3)
    part = SupplierOrder.objects.select_related("supplier").get()
    line, buyer, seller = part.lines.get(), logged_in(member), packer_of(part.supplier)
    assert line.title in seller.get(reverse("supplier_orders")).content.decode()
    slip = seller.get(reverse("packing_slips")).content.decode()
    assert order.address in slip
    address = reverse("supplier_part", args=[part.pk])
    assert seller.get(address).status_code == 200
    sent = {"carrier": "post", "tracking_number": "EA123456789CN"}
    wrong = seller.post(address, {**sent, "parcel": uuid4(), f"line-{line.pk}": "4"})
    assert wrong.status_code == 422
    seller.post(address, {**sent, "parcel": uuid4(), f"line-{line.pk}": "2"})
    seller.post(reverse("parcel_delivered", args=[Parcel.objects.get().pk]))
    page = buyer.get(reverse("order", args=[order.pk])).content.decode()
    assert "已收 2 件" in page
    claim = {"claim": uuid4(), "kind": "return", "pieces": 1, "reason": "damaged", "words": "压坏"}
    address = reverse("claim", args=[line.pk])
    assert buyer.get(address).status_code == 200
    assert buyer.post(address, {**claim, "pieces": 9}).status_code == 422
    assert buyer.post(address, claim).status_code == 302
    asked = AfterSale.objects.get()
    answer = reverse("claim_answer", args=[asked.pk])
    assert "压坏" in seller.get(answer).content.decode()
    assert seller.post(answer, {"agrees": "no"}).status_code == 422
    seller.post(answer, {"agrees": "yes"})
    buyer.post(reverse("claim_step", args=[asked.pk]), {"number": "SF1"})
    seller.post(answer, {"received": "1"})
    asked.refresh_from_db()
    assert (asked.state, Refund.objects.get().amount_fen) == ("done", line.price_fen)
    buyer.post(reverse("review", args=[line.pk]), {"stars": "5", "words": "甜"})
    assert Review.objects.get().words == "甜"
    seller.post(
        reverse("supplier_part", args=[part.pk]),
        {**sent, "parcel": uuid4(), f"line-{line.pk}": "1"},
    )
    buyer.post(reverse("part_confirm", args=[part.pk]))
    order.refresh_from_db()
    assert order.state == "done"
    assert "付款凭证" in buyer.get(reverse("order_receipt", args=[order.pk])).content.decode()
    invoice = {"request_id": uuid4(), "kind": "unit", "title": "一小", "tax_number": "1"}
    buyer.post(reverse("order_invoice", args=[order.pk]), invoice)
    assert "一小" in seller.get(reverse("supplier_orders")).content.decode()
    wanted = InvoiceRequest.objects.get()
    seller.post(reverse("invoice_issue", args=[wanted.pk]), {"issued_number": "0001"})
    assert "0001" in buyer.get(reverse("order", args=[order.pk])).content.decode()
    for stranger in (logged_in(a_member()), packer_of(goods(1)[0].product.supplier)):
        assert stranger.get(reverse("order", args=[order.pk])).status_code == 404
    assert stranger.get(reverse("supplier_part", args=[part.pk])).status_code == 404
    assert buyer.get(reverse("supplier_orders")).status_code == 403


def test_pages_cost_the_same_with_one_order_and_with_three(django_assert_max_num_queries):
    member, variants = a_member(), goods(2)
    order = a_paid_order(member, *variants)
    client, seller = logged_in(member), packer_of(variants[0].product.supplier)
    for _ in range(2):
        with django_assert_max_num_queries(15):
            assert client.get(reverse("order", args=[order.pk])).status_code == 200
        with django_assert_max_num_queries(11):
            assert client.get(reverse("orders")).status_code == 200
        with django_assert_max_num_queries(10):
            assert seller.get(reverse("supplier_orders")).status_code == 200
        a_paid_order(member, *variants)
        a_paid_order(member, *variants)


def test_a_group_reaches_its_threshold_or_gives_the_money_back():
    [variant] = goods(1)
    seller = packer_of(variant.product.supplier)
    given = {"variant": variant.pk, "price": "49.80", "threshold": 2, "days": 1}
    for group in (reached := uuid4(), failed := uuid4()):
        answer = seller.post(reverse("supplier_groups"), {**given, "group": group})
        assert answer.url == reverse("group", args=[group])
    assert seller.get(reverse("supplier_groups")).status_code == 200
    dear = {**given, "group": uuid4(), "price": "60"}
    assert seller.post(reverse("supplier_groups"), dear).status_code == 422
    assert variant.product.name in Client().get(reverse("groups")).content.decode()
    orders = []
    for group in (reached, reached, failed):
        client, number = logged_in(a_member()), uuid4()
        address = reverse("group", args=[group])
        assert client.get(address).status_code == 200
        answer = client.post(address, {**FORM, "number": number, "pieces": 1})
        assert answer.url == reverse("pay", args=[number])
        orders.append(Order.objects.get(pk=number))
        assert orders[-1].goods_fen == 4980
        assert notified(orders[-1]) == Verdict.TAKEN
    states = [Order.objects.get(pk=order.pk).state for order in orders]
    assert states == ["paid", "paid", "grouped"]
    later = GroupBuy.objects.get(pk=failed).deadline
    assert end_groups(at=later) == 1
    assert end_groups(at=later) == 0
    orders[2].refresh_from_db()
    assert (orders[2].state, Refund.objects.get().amount_fen) == ("refunded", orders[2].total_fen)
    assert ledger.balance(f"stock:{variant.pk}").available == 8


def test_a_unit_promises_and_its_members_buy():
    manager, colleague = a_member(), a_member()
    client = logged_in(manager)
    page = client.post(
        reverse("units"), {"act": "found", "unit": uuid4(), "name": "瑞金一小"}, follow=True
    ).content.decode()
    word = re.search(r"加入口令 ([2-9A-Z]{8})", page)[1]
    other = logged_in(colleague)
    assert other.post(reverse("units"), {"act": "join", "word": "X"}).status_code == 422
    assert other.post(reverse("units"), {"act": "join", "word": word}).status_code == 302
    unit = manager.units.get().unit
    promise = {"act": "pledge", "unit": unit.pk, "amount": "50000"}
    assert other.post(reverse("units"), {**promise, "pledge": uuid4()}).status_code == 422
    client.post(reverse("units"), {**promise, "pledge": uuid4()})
    assert Pledge.objects.get().amount_fen == 5_000_000
    in_cart(colleague, *goods(1))
    number = uuid4()
    other.post(reverse("checkout"), {**FORM, "number": number, "unit": unit.pk})
    order = Order.objects.get(unit=unit)
    notified(order)
    assert "59.80" in client.get(reverse("units")).content.decode()


def test_the_operator_sends_refunds_and_sees_bad_notices():
    order = a_paid_order(a_member(), *goods(1))
    notified(order, transaction="T2")
    client = logged_in(a_member(is_operator=True))
    assert "重复付款" in client.get(reverse("operator_notices")).content.decode()
    assert "重复付款" in client.get(reverse("operator_refunds")).content.decode()
    client.post(reverse("operator_refunds"), {"refund": Refund.objects.get().pk})
    assert Refund.objects.get().state == "done"
    assert logged_in(a_member()).get(reverse("operator_refunds")).status_code == 403


def test_orders_are_cancelled_on_their_page_and_lines_before_they_are_sent():
    member = a_member()
    order, client = an_order(member, *goods(1)), logged_in(member)
    client.post(reverse("order_cancel", args=[order.pk]))
    order.refresh_from_db()
    assert order.state == "cancelled"
    paid = a_paid_order(member, *goods(1))
    line = Line.objects.get(supplier_order__order=paid)
    claim = {"claim": uuid4(), "kind": "cancel", "pieces": 1, "reason": "changed_mind"}
    client.post(reverse("claim", args=[line.pk]), claim)
    paid.refresh_from_db()
    assert paid.state == "refunded"
    assert client.get(reverse("order", args=[paid.pk])).status_code == 200
