"""What a place is made of: counted right, at every level, and shown as findings."""

from datetime import date

import pytest
from django.urls import reverse
from psycopg.types.range import DateRange
from tests import factories
from tests.factories import COUNTY, NEIGHBOUR_VILLAGE, ON, TOWN, VILLAGE
from tests.integration.monitoring.test_pages import office

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.models import PlaceFigure
from shouwang.watch.monitoring.queries import composition
from shouwang.watch.monitoring.views import portrait

pytestmark = pytest.mark.django_db
PLACE = RegionCode.of("360781")


def people() -> None:
    one = factories.household(size=3, registered_on=date(2014, 5, 1))
    factories.member(one, sex=1, birth_on=date(1950, 1, 1), labour="weak", disability_grade=2)
    factories.member(one, sex=2, birth_on=date(1990, 1, 1))
    factories.member(one, sex=1, birth_on=date(2014, 1, 1), schooling="primary", labour="none")
    factories.member(one, died_on=date(2020, 1, 1))
    factories.member(one, joined_on=date(2024, 7, 1))
    factories.cause(one)
    factories.category_period(one, during=DateRange(date(2022, 1, 1), date(2024, 7, 1)))
    two = factories.household(region_code=NEIGHBOUR_VILLAGE, size=1)
    factories.member(two, sex=2, birth_on=date(1985, 1, 1))
    for month, kind, fen in (
        (date(2024, 5, 1), "wage", 400_000),
        (date(2024, 5, 1), "business_cost", 100_000),
        (date(2024, 5, 1), "excluded", 999),
        (date(2023, 5, 1), "wage", 300_000),
        (date(2024, 6, 1), "wage", 7),  # the month of the day itself is not over
    ):
        factories.income(two, month=month, kind=kind, amount_fen=fen)
    factories.household(ended_on=date(2023, 1, 1), size=5)


@pytest.fixture
def counted():
    with entered(Scope(("360781",))):
        people()
        operations.count_register(PLACE, ON)
        yield


def test_what_is_counted_about_a_county(counted):
    found = composition.composition(PLACE)
    assert (found.households, found.persons, found.counted_on) == (2, 4, ON)
    assert (found.aged(60), found.aged(0, 14)) == (1, 1)
    assert found.of("age") == {"1:10": 1, "1:70": 1, "2:30": 1, "2:35": 1}
    assert found.of("labour") == {"able": 2}
    assert found.of("disability") == {"2": 1}
    assert found.of("category") == {"unstable": 1}
    assert found.of("cause") == {"因病": 1}
    assert found.of("size") == {"3": 1, "1": 1}
    assert found.of("ever_registered") == {"all": 1}
    assert found.of("schooling") == {"primary": 1}
    assert (found.net_income, found.income_per_head) == (300_000, 75_000)
    assert found.of("income_quarter") == {
        "2023Q2:wage": 300_000,
        "2024Q2:wage": 400_007,
        "2024Q2:business_cost": 100_000,
    }


def test_an_item_of_income_is_not_taken_for_what_it_cost():
    shown = composition.Composition(
        {
            "age": {"1:30": 2},
            "income_item": {
                "business:种植": 300_000,
                "business_cost:种植": 100_000,
                "transfer:养老金": 500_000,
                "transfer:其他": 10_000,
                "wage:其他": 10_000,
            },
        }
    )
    [chart] = portrait.income(shown)
    assert chart["categories"] == ["养老金", "种植", "其他"]
    assert chart["series"][0]["values"] == [2_500, 1_500, 100]


def test_villages_and_townships_have_their_own_rows(counted, django_assert_num_queries):
    with django_assert_num_queries(1):
        village = composition.composition(RegionCode(VILLAGE))
    assert (village.households, village.persons) == (1, 3)
    with django_assert_num_queries(1):
        below = composition.below(RegionCode.of("360781100"))
    assert {code: one.persons for code, one in below.items()} == {VILLAGE: 3, NEIGHBOUR_VILLAGE: 1}
    assert [*composition.below(PLACE)] == [TOWN]
    assert composition.below(RegionCode(VILLAGE)) == {}


def test_counting_again_replaces_what_was_counted(counted):
    before = PlaceFigure.objects.count()
    assert operations.count_register(PLACE, ON) == before
    factories.household()
    operations.count_register(PLACE, ON)
    assert composition.composition(PLACE).households == 3


def test_the_last_screening_of_each_month(counted):
    early, late = (factories.screening_run(as_of=date(2024, 5, day)) for day in (1, 31))
    now = factories.screening_run(as_of=ON)
    for run, clues in ((early, 9), (late, 1), (now, 2)):
        factories.village_count(run, rule="unsafe_house", severity=3, clues=clues)
    months = composition.trend(PLACE)
    assert [(month.as_of, month.by_severity[3]) for month in months] == [
        (date(2024, 5, 31), 1),
        (ON, 2),
    ]


def test_the_page_says_findings_and_the_wall_needs_nobody(counted):
    client = office()
    for code in (COUNTY, TOWN, VILLAGE):
        page = client.get(reverse("figures", args=[code]))
        assert page.status_code == 200
        assert "户均" in page.content.decode()
        wall = client.get(reverse("figures", args=[code]) + "?view=screen").content.decode()
        assert 'data-renew="300"' in wall
    page = client.get(reverse("figures", args=[COUNTY]))
    titles = {
        chart["id"]: chart["title"]
        for _name, _id, charts in page.context["groups"]
        for chart in charts
    }
    assert titles["ages"] == "60 岁及以上占 25.0%，14 岁及以下占 25.0%"
    assert titles["income"] == "人均纯收入 750 元，工资性收入最多，占 100.0%"
    assert titles["quarters"] == "最近一季人均纯收入 750 元，比上年同期多 0.0%".replace(
        "同期", "同季"
    )


def test_a_place_never_counted_says_what_to_do():
    page = office().get(reverse("figures", args=[COUNTY]))
    assert "还没有统计结果" in page.content.decode()
