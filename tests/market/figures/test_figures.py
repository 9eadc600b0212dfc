"""Sales, and what reached households, by month, product and place; units that agree to be named."""

import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from shouwang.market.catalogue.models import Entry
from shouwang.market.catalogue.operations import write_entries
from shouwang.market.figures import operations, queries
from shouwang.market.figures.errors import NotManager
from shouwang.market.figures.models import Headline
from shouwang.market.figures.queries import By, Leader, Sales
from shouwang.market.members.operations import sign_up
from shouwang.market.orders.models import Line, Order, Review, SupplierOrder, Unit, UnitMember
from tests.factories_market_catalogue import COUNTY, TODAY, VILLAGE, a_product, a_variant

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 1, 1), date(2027, 1, 1)
MAY, JUNE = (datetime(2026, month, 6, 2, tzinfo=UTC) for month in (5, 6))


@pytest.fixture
def buyer():
    return sign_up(username="buyer01", password="jingdan-chengzi", display_name="买家", at=MAY)


def an_order(variant, member, *, fen=10_000, refunded=0, at=MAY, unit=None, state="paid"):
    placed = Order.objects.create(
        number=uuid4(),
        member=member,
        unit=unit,
        state=state,
        goods_fen=fen,
        freight_fen=800,
        province="360000",
        receiver="张三",
        telephone="13800000000",
        address="某地",
        hold=str(uuid4()),
        placed_at=at,
        pay_before=at.replace(hour=3),
        paid_at=None if state in {"awaiting", "expired", "cancelled"} else at,
    )
    part = SupplierOrder.objects.create(
        id=uuid4(),
        order=placed,
        supplier=variant.product.supplier,
        goods_fen=fen,
        freight_fen=800,
        grams=5000,
        placed_at=at,
    )
    return Line.objects.create(
        id=uuid4(),
        supplier_order=part,
        variant=variant,
        place=1,
        title="赣南脐橙 10斤装",
        quantity=2,
        grams=5000,
        price_fen=fen // 2,
        amount_fen=fen,
        refunded_fen=refunded,
    )


_LINK = """
INSERT INTO bridge_link (id, number, supplier_id, region_code, agreed_on, pass_digest)
VALUES (%s, %s, %s, %s, '2026-01-01', '')
"""
_CARD = "INSERT INTO bridge_suppliercard (id, name, kind, region_code) VALUES (%s, %s, 'farm', %s)"
_EARNED = """
INSERT INTO bridge_attribution (key, link_id, region_code, month, kind, stage, product, fen, grams,
    buyer_kind, order_line, ordered_on, settled_on, farm_gate_fen)
VALUES (%s, %s, %s, '2026-05-01', 'business', %s, '脐橙', %s, %s, 'person', %s, '2026-05-06',
    '2026-05-20', %s)
"""


@pytest.fixture
def earned(superuser):
    """Two households: one keeps 60 yuan for ten kilograms, of the other all is refunded."""
    supplier, links = uuid4(), [uuid4(), uuid4()]
    superuser.execute(_CARD, [supplier, "农场", COUNTY])
    for n, link in enumerate(links):
        superuser.execute(_LINK, [link, f"LINK{n:06}", supplier, VILLAGE])
    work = "INSERT INTO bridge_attribution (key, link_id, region_code, month, kind, stage, product,"
    superuser.execute(
        work + " fen, grams, buyer_kind, order_line, ordered_on, settled_on, farm_gate_fen)"
        " VALUES ('w', %s, %s, '2026-05-01', 'wage', 'delivered', '脐橙', 700, 0, 'person', %s,"
        " '2026-05-06', '2026-05-20', 0)",
        [links[1], VILLAGE, uuid4()],
    )
    rows = [(0, 6000, 10_000, 4000), (1, 3000, 5_000, 2000), (1, -3000, -5_000, -2000)]
    for n, (link, fen, grams, gate) in enumerate(rows):
        given = [f"{n}", links[link], VILLAGE, "delivered", fen, grams, uuid4(), gate]
        superuser.execute(_EARNED, given)
    given = ["contracted", links[1], VILLAGE, "contracted", 9999, 1, uuid4(), 1]
    superuser.execute(_EARNED, given)
    yield
    for table in ("bridge_attribution", "bridge_link", "bridge_suppliercard"):
        superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        superuser.execute(f"DELETE FROM {table}")
        superuser.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_sales_are_paid_goods_less_refunds_without_freight(buyer):
    variant = a_variant()
    an_order(variant, buyer, fen=10_000, refunded=2_000)
    an_order(variant, buyer, fen=5_000, at=JUNE)
    an_order(variant, buyer, fen=7_000, state="awaiting")
    an_order(variant, buyer, fen=7_000, at=MAY.replace(year=2025))
    assert queries.sales(SINCE, UNTIL) == {"": Sales(13_000, 2)}
    assert queries.sales(SINCE, UNTIL, By.MONTH) == {
        "2026-05": Sales(8_000, 1),
        "2026-06": Sales(5_000, 1),
    }
    assert queries.sales(SINCE, UNTIL, By.PRODUCT) == {"赣南脐橙": Sales(13_000, 2)}
    assert queries.sales(SINCE, UNTIL, By.PLACE) == {VILLAGE[:9]: Sales(13_000, 2)}


@pytest.mark.parametrize(
    ("by", "key"),
    [(None, ""), (By.MONTH, "2026-05"), (By.PRODUCT, "脐橙"), (By.PLACE, "360781102")],
)
def test_a_household_whose_sale_was_taken_back_is_not_helped(earned, by, key):
    (found,) = (helped := queries.helped(SINCE, UNTIL, by)).values()
    assert list(helped) == [key]
    assert (found.households, found.fen, found.wage_fen) == (1, 6000, 700)
    assert (found.paid_per_kilogram, found.gate_per_kilogram, found.more) == (600, 400, 0.5)


# Each of the six numbers by hand: one plain statement over what was written.
_BY_HAND = """
SELECT (SELECT sum(amount_fen - refunded_fen) FROM orders_line),
       (SELECT count(*) FROM orders_order WHERE state = 'paid'),
       (SELECT count(*) FROM (SELECT link_id FROM bridge_attribution
           WHERE stage = 'delivered' AND kind = 'business'
           GROUP BY link_id HAVING sum(fen) > 0) AS h),
       (SELECT sum(fen) FROM bridge_attribution
           WHERE stage = 'delivered' AND kind = 'business'),
       (SELECT sum(fen) * 1000 / sum(grams) FROM bridge_attribution
           WHERE stage = 'delivered' AND kind = 'business'),
       (SELECT sum(farm_gate_fen) * 1000 / sum(grams) FROM bridge_attribution
           WHERE stage = 'delivered' AND kind = 'business')
"""


def test_the_six_numbers_of_the_page_are_those_counted_by_hand(client, buyer, earned, superuser):
    an_order(a_variant(), buyer, fen=10_000, refunded=2_000)
    cards = client.get("/figures/?year=2026").context_data["cards"]
    shown = [
        next(one[key] for key in ("fen", "value", "yuan", "share") if key in one) for one in cards
    ]
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND)
        by_hand = [int(one) for one in cursor.fetchone()]
    assert by_hand == [8_000, 1, 1, 6_000, 600, 400]
    assert shown == [*by_hand[:4], 700, *by_hand[4:], 0.5]


def test_a_month_without_sales_stands_as_nothing(client, buyer):
    variant = a_variant()
    for at in (MAY.replace(year=2025), JUNE.replace(year=2025, month=8)):
        an_order(variant, buyer, at=at)
    rows = client.get("/figures/?year=2025").context_data["rows"]
    assert [one["key"] for one in rows] == [f"2025-{month:02}" for month in range(1, 13)]
    assert [one["sales"] for one in rows if one["sales"]] == [10_000, 10_000]
    assert client.get("/figures/?year=2024").context_data["rows"] == []


def test_units_stand_in_the_list_only_while_they_agree(buyer):
    unit = Unit.objects.create(id=uuid4(), name="瑞金一中", joining_digest="a", made_at=MAY)
    silent = Unit.objects.create(id=uuid4(), name="不愿公开的单位", joining_digest="b", made_at=MAY)
    UnitMember.objects.create(unit=unit, member=buyer, is_manager=True, joined_at=MAY)
    variant = a_variant()
    for of in (unit, silent, None):
        an_order(variant, buyer, unit=of)
    assert queries.leaders(SINCE, UNTIL) == []
    for agrees in (True, True):
        operations.name_unit(unit=unit, agrees=agrees, by=buyer, at=MAY)
    assert queries.leaders(SINCE, UNTIL) == [Leader("瑞金一中", 10_000, 1)]
    with pytest.raises(NotManager):
        operations.name_unit(unit=silent, agrees=True, by=buyer, at=MAY)
    operations.name_unit(unit=unit, agrees=False, by=buyer, at=JUNE)
    assert queries.leaders(SINCE, UNTIL) == []


def test_the_clock_counts_headlines_and_what_was_sold(buyer, earned):
    variant = a_variant()
    write_entries([variant.product_id], on=TODAY)
    an_order(variant, buyer)
    for _ in range(2):
        operations.refresh(at=JUNE)
    numbers = dict(Headline.objects.values_list("name", "value"))
    assert numbers == {"households": 1, "yuan": 60}
    assert Entry.objects.get().sold == 2
    shown = queries.front(JUNE.date())
    assert [one["value"] for one in shown["front_figures"]] == [1, 60]


def test_reviews_are_told_with_their_mean(buyer):
    line = an_order(variant := a_variant(), buyer)
    Review.objects.create(line=line, variant=variant, member=buyer, stars=4, words="很甜", at=JUNE)
    told = queries.reviews_of(variant.product_id)
    assert (told["stars"], told["review_count"]) == ("4.0", 1)
    assert [(one["who"], one["words"]) for one in told["reviews"]] == [("买家", "很甜")]
    nothing = queries.reviews_of(a_product().pk)
    assert (nothing["stars"], nothing["reviews"]) == ("", [])


@pytest.mark.parametrize("query", ["", "?by=product", "?by=place&year=2026", "?year=x&by=y"])
def test_the_page_says_what_each_number_means(
    client: Client, buyer, query, django_assert_max_num_queries
):
    an_order(a_variant(), buyer)
    with django_assert_max_num_queries(15):
        page = client.get(f"/figures/{query}").content.decode()
    assert "已付款订单的货款，减去已退的货款" in page


def test_the_table_is_taken_as_excel_with_its_definitions(client: Client):
    answer = client.get("/figures/?year=2026&format=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[0][:2] == ["月份", "销售额（元）"]
    said = dict(book.get_sheet_by_name("说明").to_python())
    assert "已付款订单的货款" in said["销售额"]


def test_a_managers_agreement_comes_from_the_page(client: Client, buyer):
    unit = Unit.objects.create(id=uuid4(), name="瑞金一中", joining_digest="a", made_at=MAY)
    UnitMember.objects.create(unit=unit, member=buyer, is_manager=True, joined_at=MAY)
    client.force_login(buyer)
    address = reverse("name_unit", args=[unit.pk])
    page = client.get("/figures/").content.decode()
    assert address in page
    assert client.post(address, {"agrees": "yes"}).status_code == 302
    assert queries.units_to_name(buyer) == [(unit, True)]
    other = Unit.objects.create(id=uuid4(), name="别的单位", joining_digest="b", made_at=MAY)
    refused = client.post(reverse("name_unit", args=[other.pk]), {"agrees": "yes"})
    assert refused.status_code == 403
