"""Products found by word, pinyin, place and filters; counts; pages; what the day takes away."""

import pytest

from shouwang.market.catalogue import operations, queries
from shouwang.market.catalogue.models import Entry, Product, Season
from shouwang.market.catalogue.queries import Narrowing
from tests.factories_market_catalogue import TODAY, a_product, a_supplier, a_variant

pytestmark = pytest.mark.django_db
PLACES = (
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    ("360781102201", "洗心村", 5),
    ("360781103000", "黄柏乡", 4),
    ("360781103201", "上段村", 5),
)


@pytest.fixture(autouse=True)
def places(owner):
    for code, name, level in PLACES:
        owner.execute(
            "INSERT INTO regions_division (scheme, code, name, short_name, initials, level,"
            " parent_code, urban_rural, during, source)"
            " VALUES ('nbs', %s, %s, %s, '', %s, '', '', '[2000-01-01,)', 'test')",
            [code, name, name, level],
        )
    yield
    owner.execute("DELETE FROM regions_division")


@pytest.fixture
def goods() -> dict[str, Product]:
    farm = a_supplier("绵江家庭农场", kind="farm")
    made = {
        "orange": a_product(name="赣南脐橙", category="fruit"),
        "pomelo": a_product(farm, name="红心柚", category="fruit", origin_code="360781103201"),
        "eggs": a_product(farm, name="土鸭蛋", category="egg"),
    }
    for price, product in zip((5980, 2500, 9900), made.values(), strict=True):
        a_variant(product, price_fen=price, grade="特级")
    Season.objects.create(product=made["orange"], first_month=11, last_month=1)
    _write(*made.values())
    return made


def _write(*products: Product) -> None:
    operations.write_entries([product.pk for product in products], on=TODAY)


def _found(goods: dict[str, Product], **narrowing) -> set[str]:
    names = {product.pk: name for name, product in goods.items()}
    return {names[key] for key in queries.search(Narrowing(**narrowing), on=TODAY).products}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("橙", {"orange"}),
        ("脐橙", {"orange"}),
        ("qicheng", {"orange"}),
        ("gnqc", {"orange"}),
        ("qc", {"orange"}),
        ("水果", {"orange", "pomelo"}),
        ("壬田", {"orange", "eggs"}),
        ("sdc", {"pomelo"}),
        ("huangbai", {"pomelo"}),
        ("绵江 蛋", {"eggs"}),
        ("壬田脐橙", {"orange"}),
        ("特级", {"orange", "pomelo", "eggs"}),
        ("10", {"orange", "pomelo", "eggs"}),
        ("西瓜", set()),
        ("!", set()),
        ("%_", set()),
        ("", {"orange", "pomelo", "eggs"}),
    ],
)
def test_products_are_found_by_word_pinyin_and_place(goods, query, names):
    assert _found(goods, query=query) == names


def test_characters_that_stand_apart_are_found_when_nothing_else_is(goods):
    found = queries.search(Narrowing(query="橙脐"), on=TODAY)
    assert (list(found.products), found.is_loose) == ([goods["orange"].pk], True)


@pytest.mark.parametrize(
    ("narrowing", "names"),
    [
        ({"category": "fruit"}, {"orange", "pomelo"}),
        ({"place": "360781102"}, {"orange", "eggs"}),
        ({"place": "360781103201"}, {"pomelo"}),
        ({"kind": "farm"}, {"pomelo", "eggs"}),
        ({"band": "to_60"}, {"orange"}),
        ({"fresh": True}, {"pomelo", "eggs"}),
        ({"certified": True}, set()),
        ({"kind": "farm", "category": "fruit"}, {"pomelo"}),
    ],
)
def test_filters_narrow(goods, narrowing, names):
    assert _found(goods, **narrowing) == names


def test_every_filter_says_how_many_there_are(goods, django_assert_num_queries):
    with django_assert_num_queries(4):  # two, and the ends of their transaction
        found = queries.search(Narrowing(query="特级"), on=TODAY)
    assert found.total == 3
    assert found.facets == {
        "category": {"fruit": 2, "egg": 1},
        "place": {"360781102": 2, "360781103": 1},
        "kind": {"cooperative": 1, "farm": 2},
        "band": {"to_30": 1, "to_60": 1, "to_100": 1},
        "fresh": {"": 1, "yes": 2},
        "certified": {"": 3},
    }


def test_orders(goods):
    Entry.objects.filter(product=goods["eggs"]).update(sold=5)
    orange, pomelo, eggs = (goods[name].pk for name in ("orange", "pomelo", "eggs"))
    orders = {
        order: list(queries.search(Narrowing(order=order), on=TODAY).products)
        for order in ("", "cheap", "dear")
    }
    assert orders == {
        "": [eggs, pomelo, orange],
        "cheap": [pomelo, orange, eggs],
        "dear": [eggs, orange, pomelo],
    }


def test_beyond_the_bound_numbers_say_more_and_pages_go_on(goods, monkeypatch):
    whole = queries.search(Narrowing(), on=TODAY).products
    monkeypatch.setattr(queries.searching, "MOST_COUNTED", 2)
    monkeypatch.setattr(queries.searching, "PAGE_SIZE", 2)
    pages = [queries.search(Narrowing(), on=TODAY, number=number) for number in (1, 2)]
    assert [(page.total, page.is_more) for page in pages] == [(2, True), (2, True)]
    assert [*pages[0].products, *pages[1].products] == list(whole)


def test_what_is_not_on_sale_is_not_found(goods):
    goods["orange"].is_on_sale = False
    goods["orange"].save()
    _write(goods["orange"])
    supplier = goods["eggs"].supplier
    supplier.state, supplier.is_active, supplier.reason = "suspended", False, "整改"
    supplier.save()
    assert _found(goods) == set()


def test_entries_are_written_in_the_same_few_statements(goods, django_assert_num_queries):
    more = [a_product(name=f"蜂蜜{n}") for n in range(3)]
    for product in more:
        a_variant(product)
    for products in (more[:1], more):
        with django_assert_num_queries(9):
            _write(*products)
