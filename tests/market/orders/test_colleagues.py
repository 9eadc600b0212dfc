"""Two people of one supplier at the same thing, a double click, the back button: one effect."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.orders.models import AfterSale, InvoiceRequest, Line, Parcel
from shouwang.market.orders.operations import aftersales, shipping
from shouwang.market.suppliers.models import Staff
from tests.factories_market_orders import AT, a_member, a_paid_order, goods

pytestmark = pytest.mark.django_db


def at_work(supplier) -> Client:
    client, member = Client(), a_member()
    Staff.objects.create(member=member, supplier=supplier, role="packer", began_at=AT)
    client.force_login(member)
    return client


@pytest.fixture
def line() -> Line:
    a_paid_order(a_member(), *goods(1), quantity=2)
    return Line.objects.select_related("supplier_order__order", "supplier_order__supplier").get()


def test_a_part_is_sent_once(line):
    part = line.supplier_order
    one, other = at_work(part.supplier), at_work(part.supplier)
    address = reverse("supplier_part", args=[part.pk])
    sent = {"carrier": "sf", "tracking_number": "SF1234567890", f"line-{line.pk}": "2"}
    first = {**sent, "parcel": uuid4()}
    for _twice in range(2):
        assert one.post(address, first).status_code == 302
    late = other.post(address, {**sent, "parcel": uuid4()})
    assert late.status_code == 422
    assert "现在不能发货" in late.content.decode()
    assert Parcel.objects.count() == 1


def test_the_first_answer_stands_and_the_second_is_told(line):
    part = line.supplier_order
    shipping.ship(
        by=None, at=AT, parcel=uuid4(), supplier=part.supplier_id, part=part.pk,
        carrier="sf", tracking_number="SF1234567890",
    )  # fmt: skip
    shipping.confirm(by=part.order.member, part=part.pk, at=AT)
    claim = uuid4()
    aftersales.ask(
        by=part.order.member, at=AT, claim=claim, line=line.pk, kind="return", pieces=1,
        reason="spoiled",
    )  # fmt: skip
    one, other = at_work(part.supplier), at_work(part.supplier)
    address = reverse("claim_answer", args=[claim])
    agreed = one.post(address, {"agrees": "yes", "words": ""}, follow=True).content.decode()
    assert "已答复，买家在订单里能看到" in agreed
    refused = other.post(address, {"agrees": "no", "words": "不认"}, follow=True)
    assert "已经答复过：已同意，待寄回" in refused.content.decode()
    assert AfterSale.objects.get().state == "agreed"


def test_the_first_number_of_an_invoice_stands(line):
    part = line.supplier_order
    asked = InvoiceRequest.objects.create(
        pk=uuid4(), order=part.order, kind="person", title="个人", asked_at=AT
    )
    client, address = at_work(part.supplier), reverse("invoice_issue", args=[asked.pk])
    client.post(address, {"issued_number": "24360001"})
    page = client.post(address, {"issued_number": "24360002"}, follow=True).content.decode()
    assert "已经登记过号码 24360001" in page
    asked.refresh_from_db()
    assert asked.issued_number == "24360001"
