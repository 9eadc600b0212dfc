"""What shoppers do without a script: step quantities, recount freight, buy again, look through."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.catalogue.queries import Agreed
from shouwang.market.orders.models import CartLine, Line, Review, SupplierOrder
from shouwang.market.orders.operations import shipping
from shouwang.market.orders.rules.amounts import Freight, Wanted, bill
from shouwang.market.orders.shown import order_helps
from shouwang.market.suppliers.models import Agreement
from shouwang.site.templatetags.figures import yuan
from tests.factories_market_orders import AT, a_member, a_paid_order, an_order, goods, in_cart

pytestmark = pytest.mark.django_db


def logged_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def delivered(order):
    part = SupplierOrder.objects.get(order=order)
    parcel = uuid4()
    shipping.ship(
        by=None, at=AT, parcel=parcel, supplier=part.supplier_id, part=part.pk,
        carrier="post", tracking_number="EM123456789CN",
    )  # fmt: skip
    shipping.deliver(parcel=parcel, at=AT)
    return part.lines.get()


def test_quantities_are_stepped_and_others_kept():
    member = a_member()
    in_cart(member, *goods(2), quantity=2)
    client, (one, two) = logged_in(member), CartLine.objects.order_by("pk")
    typed = {f"line-{one.pk}": "2", f"line-{two.pk}": "5"}
    client.post(reverse("cart"), {**typed, "more": one.pk})
    client.post(reverse("cart"), {**typed, f"line-{one.pk}": "3", "less": two.pk})
    assert list(CartLine.objects.order_by("pk").values_list("quantity", flat=True)) == [3, 4]


def test_what_cannot_be_put_into_the_cart_is_said():
    answer = Client().post(reverse("cart_add"), {"variant": 999_999, "quantity": 1})
    assert (answer.status_code, "已经不卖了" in answer.content.decode()) == (422, True)
    answer = Client().post(reverse("cart_add"), {"variant": 1, "quantity": 0})
    assert (answer.status_code, "数量填1到9999" in answer.content.decode()) == (422, True)


def test_the_total_is_recounted_for_another_province_and_nothing_typed_is_lost():
    member = a_member()
    in_cart(member, *goods(1))
    form = {"number": uuid4(), "receiver": "王五", "province": "540000", "recount": ""}
    page = logged_in(member).post(reverse("checkout"), form).content.decode()
    assert "王五" in page
    assert "运费（寄到西藏）" in page
    assert str(form["number"]) in page


def test_an_order_is_bought_again_as_far_as_it_is_sold():
    member, (sold, gone) = a_member(), goods(2)
    order, client = an_order(member, sold, gone, quantity=2), logged_in(member)
    gone.is_on_sale = False
    gone.save()
    answer = client.post(reverse("order_again", args=[order.pk]), follow=True)
    assert "有的商品已经下架" in answer.content.decode()
    assert list(CartLine.objects.values_list("variant", "quantity")) == [(sold.pk, 2)]
    assert client.get(reverse("order_again", args=[order.pk])).status_code == 405
    stranger = logged_in(a_member())
    assert stranger.post(reverse("order_again", args=[order.pk])).status_code == 404


def test_orders_are_found_by_their_progress():
    member = a_member()
    awaiting = an_order(member, *goods(1))
    paid = a_paid_order(member, *goods(1))
    done = a_paid_order(member, *goods(1))
    delivered(done)
    client = logged_in(member)
    found = {
        standing: [
            order
            for order in (awaiting, paid, done)
            if str(order.pk)
            in client.get(reverse("orders"), {"standing": standing}).content.decode()
        ]
        for standing in ("", "awaiting", "to_send", "to_receive", "done", "over", "x")
    }
    everything = [awaiting, paid, done]
    assert found == {
        "": everything, "awaiting": [awaiting], "to_send": [paid], "to_receive": [],
        "done": [done], "over": [], "x": everything,
    }  # fmt: skip


def test_a_refused_review_and_a_refused_invoice_come_back_filled():
    member = a_member()
    order = a_paid_order(member, *goods(1))
    line, client = delivered(order), logged_in(member)
    answer = client.post(reverse("review", args=[line.pk]), {"stars": "9", "words": "很甜"})
    assert (answer.status_code, "很甜" in answer.content.decode()) == (422, True)
    assert not Review.objects.exists()
    given = {"request_id": uuid4(), "kind": "unit", "title": "瑞金一小"}
    answer = client.post(reverse("order_invoice", args=[order.pk]), given)
    assert answer.status_code == 422
    assert "瑞金一小" in answer.content.decode()
    assert "单位开票要填税号" in answer.content.decode()


def test_a_units_wrong_word_and_wrong_amount_stay_where_they_were_typed():
    client, unit = logged_in(a_member()), uuid4()
    client.post(reverse("units"), {"act": "found", "unit": unit, "name": "瑞金一小"})
    page = client.post(reverse("units"), {"act": "join", "word": "WRONG"}).content.decode()
    assert 'value="WRONG"' in page
    wrong = {"act": "pledge", "pledge": uuid4(), "unit": unit, "amount": "五万"}
    answer = client.post(reverse("units"), wrong)
    assert (answer.status_code, 'value="五万"' in answer.content.decode()) == (422, True)


def test_what_an_order_brings_households_is_its_agreed_share():
    order = a_paid_order(a_member(), *goods(1), quantity=3)
    supplier = SupplierOrder.objects.get(order=order).supplier_id
    for version, (day, share) in enumerate([(1, 600), (2, 700)], 1):
        Agreement.objects.create(
            id=uuid4(), supplier_id=supplier, version=version, from_on=date(2026, 1, day),
            share_per_mille=share, wage_per_mille=50,
        )  # fmt: skip
    assert order_helps(order) == (0, 0)  # without a batch it is nobody's harvest
    Line.objects.update(batch=uuid4(), refunded_fen=5980)
    assert order_helps(type(order).objects.get(pk=order.pk)) == (
        2 * 5980 * 7 // 10,
        2 * 5980 // 20,
    )
    client = logged_in(order.member)
    page = client.get(reverse("order", args=[order.pk])).content.decode()
    assert f"另有约 {yuan(598)}给来做工的农户" in page
    assert Agreed(700, 0).of(5) == (4, 0)  # a half goes up
    assert Agreed(700, 300).of(5) == (4, 1)  # and work takes no more than is left


def test_how_much_is_missing_until_freight_is_free():
    free = Freight(600, 3000, 100, 1000, free_fen=10_000)
    line = Wanted(1, uuid4(), "合作社", "脐橙", 1, 5980, 5000, 5600)
    assert bill([line], free).parts[0].to_free_fen == 10_000 - 5980
    assert bill([line, line], free).parts[0].to_free_fen == 0
    assert bill([line], None).parts[0].to_free_fen == 0
