"""The working side on a desk and on a phone: accessible, and never wider than the screen."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.orders.models import Line
from shouwang.market.orders.operations import aftersales, shipping
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.models import Role, Staff, State, Supplier, Taking
from tests.factories_market_catalogue import a_supplier
from tests.factories_market_orders import AT, a_member, a_paid_order, goods
from tests.market.looks import DESK, PHONE, browsing, faults, serving

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def supplier(monkeypatch) -> Supplier:
    """Somebody waits for goods, somebody else for an answer; another supplier asks to be let in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    (variant,) = goods(1)
    a_paid_order(a_member(), variant, quantity=2)
    line = Line.objects.select_related("supplier_order__order").get()
    part, supplier = line.supplier_order, variant.product.supplier
    shipping.ship(
        by=None, at=AT, parcel=uuid4(), supplier=supplier.pk, part=part.pk,
        carrier="sf", tracking_number="SF1234567890",
    )  # fmt: skip
    shipping.confirm(by=part.order.member, part=part.pk, at=AT)
    aftersales.ask(
        by=part.order.member, at=AT, claim=uuid4(), line=line.pk, kind="return", pieces=1,
        reason="spoiled", words="底下一层有三个烂了。",
    )  # fmt: skip
    a_paid_order(a_member(), variant)
    other = a_supplier("瑞金市叶坪乡白莲家庭农场", kind="farm")
    Supplier.objects.filter(pk=other.pk).update(state=State.APPLIED, is_active=False)
    return supplier


def cookie(member) -> dict[str, str]:
    client = Client()
    client.force_login(member)
    value = client.cookies["market_session"].value
    return {"name": "market_session", "value": value, "domain": "127.0.0.1", "path": "/"}


def found(cookie: dict[str, str], paths: dict[str, str]) -> dict[str, list[object]]:
    wrong = {}
    for size in (DESK, PHONE):
        with serving() as host, browsing(size, cookie) as page:
            for name, path in paths.items():
                page.goto(host + path)
                if seen := faults(page, name):
                    wrong[f"{name} {size[0]}"] = seen
    return wrong


def test_a_supplier_at_work(supplier):
    owner = a_member()
    Staff.objects.create(member=owner, supplier=supplier, role=Role.OWNER, began_at=AT)
    line = Line.objects.select_related("variant").get(delivered=0)
    asked = Line.objects.get(delivered__gt=0).after_sales.get()
    paths = {
        "sup-home": reverse("supplier_home"),
        "sup-pack": reverse("supplier_orders"),
        "sup-part": reverse("supplier_part", args=[line.supplier_order_id]),
        "sup-answer": reverse("claim_answer", args=[asked.pk]),
        "sup-goods": reverse("goods"),
        "sup-goods-new": reverse("goods_new"),
        "sup-goods-edit": reverse("goods_edit", args=[line.variant.product_id]),
    }
    assert found(cookie(owner), paths) == {}


def test_an_entry_and_what_the_operator_sees(supplier):
    assert found(cookie(a_member()), {"sup-new": reverse("supplier_new")}) == {}
    operator = a_member(is_operator=True)
    taking.write_down(by=operator, at=AT, kind=Taking.Kind.SOLD, rows=3, supplier=supplier)
    names = (
        "operator",
        "operator_members",
        "operator_takings",
        "operator_refunds",
        "operator_notices",
        "settlement_runs",
        "settlement_books",
    )
    assert found(cookie(operator), {name: reverse(name) for name in names}) == {}
