"""What was sold becomes income and sales of the household, once, with its source."""

from datetime import UTC, date, datetime
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from tests import factories_bridge as make
from tests.factories import AT, VILLAGE, household

from shouwang.bridge.models import Alarm, Taken
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.produce import operations
from shouwang.watch.registry.models import Amendment, Income, Sale, Source

EVERYWHERE = Scope.everywhere()
LATER = datetime(2024, 7, 2, 2, tzinfo=UTC)
APRIL, MAY = date(2024, 4, 1), date(2024, 5, 1)


def incomes():
    with entered(EVERYWHERE):
        rows = Income.objects.order_by("household__number", "month", "kind")
        return list(rows.values_list("household__number", "month", "kind", "amount_fen"))


def sales():
    with entered(EVERYWHERE):
        rows = Sale.objects.order_by("household__number", "month")
        return list(rows.values_list("month", "contracted_fen", "delivered_fen"))


def test_sums_by_month_and_kind_become_facts_with_their_source(market, link):
    make.attribution(market, link, fen=10_000)
    make.attribution(market, link, fen=2_500)
    make.attribution(market, link, fen=700, kind="wage")
    make.attribution(market, link, fen=300, month=APRIL)
    make.attribution(market, link, fen=9_000, stage="contracted", settled_on=None)
    done = operations.take_up(at=AT)
    assert (done.rows, len(done.households), done.is_busy) == (5, 1, False)
    assert incomes() == [
        ("H000901", APRIL, "business", 300),
        ("H000901", MAY, "business", 12_500),
        ("H000901", MAY, "wage", 700),
    ]
    assert sales() == [(APRIL, 0, 300), (MAY, 9_000, 12_500)]  # wages are no sales
    with entered(Scope((VILLAGE,))):
        assert list(Source.objects.order_by("title").values_list("kind", "title", "sender")) == [
            ("market", "商城结算 2024-04", "商城"),
            ("market", "商城结算 2024-05", "商城"),
        ]
        amended = Amendment.objects.filter(kind="imported").order_by("true_since")
        assert list(amended.values_list("true_since", "reason")) == [
            (APRIL, "商城结算 2024-04"),
            (MAY, "商城结算 2024-05"),
        ]


def test_taking_up_again_changes_nothing_and_later_rows_only_their_month(market, link):
    make.attribution(market, link, fen=10_000)
    operations.take_up(at=AT)
    assert operations.take_up(at=LATER) == operations.TakenUp()
    with entered(EVERYWHERE):
        Taken.objects.update(up_to=0)
    again = operations.take_up(at=LATER)
    assert (again.rows, again.households, incomes()) == (
        1,
        set(),
        [("H000901", MAY, "business", 10_000)],
    )
    make.attribution(market, link, fen=-4_000, grams=-2_000)
    operations.take_up(at=LATER)
    assert incomes() == [("H000901", MAY, "business", 6_000)]
    assert sales() == [(MAY, 0, 6_000)]


def test_refunds_beyond_the_month_leave_nothing_and_raise_one_alarm(market, link):
    make.attribution(market, link, fen=1_000)
    make.attribution(market, link, fen=-1_500)
    operations.take_up(at=AT)
    with entered(EVERYWHERE):
        Taken.objects.update(up_to=0)
    operations.take_up(at=LATER)
    assert incomes() == [("H000901", MAY, "business", 0)]
    with entered(EVERYWHERE):
        (alarm,) = Alarm.objects.all()
        assert (alarm.kind, alarm.region_code) == ("negative_income", VILLAGE)
        assert alarm.evidence[:2] == [
            {"label": "月份", "value": "2024-05"},
            {"label": "生产经营性收入", "value": "-5.00 元"},
        ]


def test_small_parts_give_the_same_as_one(market, link, supplier, office):
    with entered(EVERYWHERE):
        other = household(number="H000902")
        second = operations.agree(
            by=office,
            at=AT,
            link_id=uuid4(),
            household=other,
            supplier=supplier,
            may_honour=True,
        )
    for fen in (100, 200, 300, 400, 500):
        make.attribution(market, link, fen=fen)
        make.attribution(market, second.value[0].pk, fen=fen * 2)
    done = operations.take_up(at=AT, part=3)
    assert (done.rows, len(done.households)) == (10, 2)
    assert [row[3] for row in incomes()] == [1_500, 3_000]


def test_nothing_is_taken_while_somebody_appends_and_all_of_it_afterwards(market, link):
    parameters = settings.PLACE.parameters("shouwang_market")
    with psycopg.connect(**parameters) as slow:
        make.attribution(slow, link, fen=100)
        assert operations.take_up(at=AT).is_busy
        slow.commit()
    assert operations.take_up(at=AT).rows == 1


@pytest.mark.parametrize("text", ["2024-13", "x", "2024-05-01", ""])
def test_only_a_month_is_a_month(text):
    assert operations.month_of(text) is None


def test_a_month_is_read():
    assert operations.month_of("2024-05") == MAY
