"""The price subsidy: refused when a number is missing, computed set-based, dated, repeatable."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange
from tests import factories, factories_assistance

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import operations, queries
from shouwang.watch.assistance.errors import ActReused
from shouwang.watch.assistance.models import PriceIndex, PriceKind, SubsidyPayment, SubsidyRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT = factories_assistance.AT
COUNTY = RegionCode.of("360781")
JUNE = date(2024, 6, 1)


@pytest.fixture
def base(everywhere):
    factories.entered_value(
        factories.account(),
        parameter="subsidy_base_month_fen",
        region_code=COUNTY.code,
        value=60_000,
        unit="fen",
        from_on=date(2024, 1, 1),
        to_on=None,
    )


def index(rise, kind=PriceKind.CPI, month=JUNE, document="统计公报6月"):
    return operations.enter_index(
        by=factories.account(),
        at=AT,
        place=COUNTY,
        month=month,
        kind=kind,
        rise_thousandths=rise,
        document=document,
    )


def computed(act_id=None):
    return operations.compute(
        by=factories.account(), at=AT, act_id=act_id or uuid4(), place=COUNTY, month=JUNE
    )


def entitled():
    """An allowance household of two, a destitute one of one, a monitored one, and one of none."""
    low = factories.household()
    factories.member(low)
    factories.member(low, relation="配偶")
    factories.income(low, kind="transfer", item="低保金", month=JUNE)
    alone = factories.household()
    factories.member(alone)
    factories.income(alone, kind="transfer", item="特困供养金", month=date(2024, 5, 1))
    watched = factories.household()
    factories.member(watched)
    factories.member(watched, relation="之父", died_on=date(2024, 5, 1))
    factories.category_period(watched)
    factories.income(watched, kind="transfer", item="低保金", month=JUNE)
    factories.member(factories.household())
    gone = factories.household(ended_on=date(2024, 5, 20))
    factories.member(gone)
    factories.category_period(gone)
    return low, alone, watched


def codes(reading):
    return [one.code for one in reading.findings]


def test_what_is_missing_is_named():
    missing = operations.reckon(COUNTY, JUNE)
    assert codes(missing) == ["index_missing", "parameter_missing"]
    assert "2024-06" in missing.findings[0].message
    assert "subsidy_base_month_fen" in missing.findings[1].message
    assert codes(computed()) == ["index_missing", "parameter_missing"]


@pytest.mark.usefixtures("base")
def test_below_the_threshold_nothing_is_paid():
    index(29)
    reading = computed()
    assert codes(reading) == ["not_started"]
    assert "2.9%" in reading.findings[0].message
    index(60, PriceKind.FOOD)
    assert codes(computed()) == ["nobody"]


@pytest.mark.usefixtures("base")
def test_a_month_is_computed_once_a_click():
    low, alone, watched = entitled()
    index(30)
    found = operations.reckon(COUNTY, JUNE).value
    assert (found.households, found.persons, found.each_fen, found.total_fen) == (3, 4, 1800, 7200)
    act_id = uuid4()
    run = computed(act_id).value
    assert computed(act_id).value == run
    paid = {one.household_id: one for one in queries.payments(run)}
    assert {key: (one.group, one.persons, one.amount_fen) for key, one in paid.items()} == {
        low.pk: ("allowance", 2, 3600),
        alone.pk: ("destitute", 1, 1800),
        watched.pk: ("allowance", 1, 1800),  # once, in the first group that it belongs to
    }
    assert (run.total_fen, run.basis) == (7200, "统计公报6月")
    assert SubsidyPayment.objects.count() == 3
    assert JournalEntry.objects.filter(act="assistance.subsidy_computed").count() == 1
    with pytest.raises(ActReused):
        operations.compute(
            by=factories.account(), at=AT, act_id=act_id, place=COUNTY, month=date(2024, 5, 1)
        )


@pytest.mark.usefixtures("base")
def test_a_corrected_index_counts_for_a_new_run_and_the_old_one_stays():
    entitled()
    index(30)
    first = computed().value
    index(40, document="更正公报")
    assert index(40, document="更正公报").value.pk == PriceIndex.objects.order_by("-id")[0].pk
    second = computed().value
    assert (first.each_fen, second.each_fen) == (1800, 2400)
    assert (PriceIndex.objects.count(), SubsidyRun.objects.count()) == (2, 2)


@pytest.mark.usefixtures("base")
def test_as_many_statements_for_many_households():
    counts = []
    for _ in range(2):
        entitled()
        index(30)
        by, act_id = factories.account(), uuid4()
        with CaptureQueriesContext(connection) as made:
            operations.compute(by=by, at=AT, act_id=act_id, place=COUNTY, month=JUNE)
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_an_index_needs_a_document_and_a_month_that_was():
    assert codes(index(30, document=" ")) == ["no_document"]
    assert codes(index(30, month=date(2024, 8, 1))) == ["month_to_come"]


@pytest.mark.usefixtures("base")
def test_who_is_watched_only_is_paid_as_such():
    home = factories.household()
    factories.member(home)
    factories.category_period(home, during=DateRange(date(2024, 1, 1), None))
    index(30)
    run = computed().value
    assert [(one.group, one.amount_fen) for one in queries.payments(run)] == [("monitored", 1800)]
