"""A plan is worked out, applied in one go, undone while nothing else changed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import factories, factories_pairing

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing import operations, queries
from shouwang.watch.pairing.errors import NoHelpers
from shouwang.watch.pairing.models import Pairing, Plan

pytestmark = pytest.mark.django_db
COUNTY = RegionCode.of("360781")
AT = factories.AT


def after(minutes: int):
    return AT + timedelta(minutes=minutes)


def registered(**given):
    return factories.household(registered_on=date(2014, 1, 1), **given)


def now() -> dict[str, str]:
    pairs = Pairing.objects.filter(queries.NOW).select_related("household")
    return {pair.household.number: pair.helper_name for pair in pairs}


def prepared(office, minutes: int = 0) -> Plan:
    return operations.prepare(by=office, at=after(minutes), act_id=uuid4(), place=COUNTY)


def applied(office, minutes: int = 1) -> Plan:
    plan = prepared(office, minutes)
    assert operations.apply(by=office, at=after(minutes), number=plan.pk).value == plan
    return plan


def test_a_plan_gives_everybody_the_nearest_and_the_journal_tells(office):
    near = factories_pairing.helper(name="近")
    far = factories_pairing.helper(name="远", region_code=factories.OTHER_TOWN_VILLAGE)
    registered(number="H1")
    registered(number="H2", region_code=factories.OTHER_TOWN_VILLAGE)
    watched = factories.household(number="H3")
    factories.category_period(watched)
    factories.household(number="H4")  # neither registered nor watched
    plan = prepared(office)
    assert (now(), plan.figures["begun"], len(plan.figures["missing"])) == ({}, 3, 0)
    operations.apply(by=office, at=after(1), number=plan.pk)
    assert now() == {"H1": near.name, "H2": far.name, "H3": near.name}
    acts = JournalEntry.objects.filter(act__startswith="pairing.").order_by("seq")
    assert [one.act for one in acts] == ["pairing.prepare", "pairing.apply"]


def test_the_same_number_twice_is_one_plan_and_one_application(office):
    factories_pairing.helper()
    registered()
    number = uuid4()
    for _ in range(2):
        plan = operations.prepare(by=office, at=AT, act_id=number, place=COUNTY)
    for minutes in (1, 2):
        operations.apply(by=office, at=after(minutes), number=plan.pk)
    assert (Plan.objects.count(), Pairing.objects.count()) == (1, 1)


def test_a_second_plan_changes_nothing(office):
    for _ in range(2):
        factories_pairing.helper()
    for _ in range(4):
        registered()
    applied(office)
    again = prepared(office, 5)
    assert (again.households, again.figures["unchanged"]) == ([], 4)


def test_a_plan_overtaken_by_another_act_is_refused(office):
    factories_pairing.helper()
    registered()
    plan = prepared(office)
    registered()
    reading = operations.apply(by=office, at=after(1), number=plan.pk)
    assert [one.code for one in reading.findings] == ["changed_meanwhile"]
    assert now() == {}


def test_what_was_applied_is_undone_and_nothing_of_the_history_is_lost(office):
    far = factories_pairing.helper(name="远", region_code=factories.OTHER_TOWN_VILLAGE)
    factories_pairing.helper(name="近")
    factories_pairing.pairing(registered(number="H1"), office, far)
    registered(number="H2")
    plan = applied(office)
    assert now() == {"H1": "近", "H2": "近"}
    operations.undo(by=office, at=after(2), number=plan.pk)
    assert now() == {"H1": "远"}
    assert Pairing.objects.filter(household__number="H1").count() == 3
    again = operations.undo(by=office, at=after(3), number=plan.pk)
    assert (again.value.state, Pairing.objects.count()) == ("undone", 4)


def test_nothing_is_undone_once_somebody_changed_a_pair(office):
    one, other = factories_pairing.helper(), factories_pairing.helper()
    home = registered()
    plan = applied(office)
    pair = Pairing.objects.get()
    operations.pair(
        by=office,
        at=after(2),
        act_id=uuid4(),
        number=home.number,
        helper=other.pk if pair.helper_id == one.pk else one.pk,
        seen=pair.pk,
        note="",
    )
    reading = operations.undo(by=office, at=after(3), number=plan.pk)
    assert [finding.code for finding in reading.findings] == ["changed_since"]


def test_a_county_without_helpers_is_told_so(office):
    registered()
    with pytest.raises(NoHelpers, match="还没有登记帮扶责任人"):
        prepared(office)


def test_a_plan_is_applied_in_few_statements_however_many_households(
    office, django_assert_max_num_queries
):
    for _ in range(8):
        factories_pairing.helper()
    for _ in range(20):
        registered()
    plan = prepared(office)
    with django_assert_max_num_queries(20):
        operations.apply(by=office, at=after(1), number=plan.pk)
    assert len(now()) == 20
