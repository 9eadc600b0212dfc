"""A supplier's own page: what waits, counted in few statements, each number with its list."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import SupplierCard
from shouwang.ledger import operations as ledger
from shouwang.ledger.rules import Move, Posting
from shouwang.market.figures.queries.waiting import waiting
from shouwang.market.orders.models import Line
from shouwang.market.orders.operations import aftersales, shipping
from shouwang.market.suppliers.models import Role, Staff
from tests.factories_market_catalogue import VILLAGE
from tests.factories_market_orders import AT, a_member, a_paid_order, stocked

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(AT)


def said(supplier, role) -> dict[str, int | None]:
    rows = waiting(supplier, role, TODAY)["waiting"]
    return {one.href: one.number if one.fen is None else one.fen for one in rows}


@pytest.fixture
def supplier():
    variant = stocked(11)
    a_paid_order(a_member(), variant, quantity=1)
    return variant.product.supplier


def test_each_role_is_told_what_it_can_see_to(supplier, django_assert_max_num_queries):
    orders, goods_ = reverse("supplier_orders"), reverse("goods")
    with django_assert_max_num_queries(5):
        told = said(supplier, Role.OWNER)
    assert told == {
        orders: 1,
        f"{orders}#claims": 0,
        f"{orders}#invoices": 0,
        reverse("certification") + "?state=returned": 0,
        reverse("supplier_home") + "#alarms": 0,
        f"{goods_}?left=few": 1,
        reverse("supplier_money"): 0,
    }
    assert list(said(supplier, Role.PACKER)) == list(told)[:3]
    assert said(supplier, Role.COLLECTOR) == {}


def test_numbers_lead_to_their_lists(supplier, django_assert_max_num_queries):
    line = Line.objects.get()
    shipping.ship(
        by=None, at=AT, parcel=uuid4(), supplier=supplier.pk, part=line.supplier_order_id,
        carrier="sf", tracking_number="SF1234567890",
    )  # fmt: skip
    order = line.supplier_order.order
    shipping.confirm(by=order.member, part=line.supplier_order_id, at=AT)
    aftersales.ask(
        by=order.member, at=AT, claim=uuid4(), line=line.pk, kind="refund", pieces=1,
        reason="spoiled",
    )  # fmt: skip
    SupplierCard.objects.get_or_create(
        pk=supplier.pk,
        defaults={"name": supplier.name, "kind": supplier.kind, "region_code": VILLAGE},
    )
    bridge.raise_alarm(
        id=uuid4(), supplier=supplier.pk, kind="more_than_grown", region_code=VILLAGE,
        evidence=[{"label": "过秤", "value": "900 千克"}], at=AT,
    )  # fmt: skip
    client, member = Client(), a_member()
    Staff.objects.create(member=member, supplier=supplier, role=Role.OWNER, began_at=AT)
    client.force_login(member)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("supplier_home")).content.decode()
    assert said(supplier, Role.OWNER)[reverse("supplier_orders") + "#claims"] == 1
    assert "900 千克" in page
    for one in said(supplier, Role.OWNER):
        path, _hash, anchor = one.partition("#")
        shown = client.get(path).content.decode()
        assert f'href="{one}"' in page
        assert not anchor or f'id="{anchor}"' in shown or not said(supplier, Role.OWNER)[one]
    few = client.get(reverse("goods"), {"left": "few"}).content.decode()
    assert line.variant.title in few
    ledger.post(
        [Posting("more", "listing", "test", (Move(f"supply:test{line.variant_id}",
                                                  f"stock:{line.variant_id}", 50),))],
        at=AT,
    )  # fmt: skip
    few = client.get(reverse("goods"), {"left": "few"}).content.decode()
    assert "没有快卖完的规格" in few
    back = client.get(reverse("certification"), {"state": "returned"}).content.decode()
    assert "没有等着修改的申请" in back
