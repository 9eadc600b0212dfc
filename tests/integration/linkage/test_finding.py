"""The check of a place: what becomes a candidate, what stays, what ceases, and who sees it."""

from datetime import date, timedelta

import pytest
from tests import factories, factories_linkage

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.kernel.scope.entering import ScopeWidened
from shouwang.watch.linkage import operations, queries
from shouwang.watch.linkage.models import Candidate
from shouwang.watch.linkage.rules import one_form
from shouwang.watch.linkage.tasks import check as check_task
from shouwang.watch.registry.models import Person

pytestmark = pytest.mark.django_db

IDENTITY, OLD_FORM = "360781198506240226", "360781850624022"
BIRTH = date(1963, 5, 9)
TOWN, OTHER_TOWN = "360781100", "360781101"


@pytest.fixture
def everywhere(db):
    with entered(Scope.everywhere()):
        yield


def resident(village: str = factories.VILLAGE, **given) -> Person:
    return factories.person(factories.household(region_code=village), **given)


def check(**given):
    return operations.find_duplicates(region_code=factories.COUNTY, **given)


def found() -> list[tuple]:
    pairs = Candidate.objects.order_by("left_id", "right_id")
    return [(one.left.name, one.right.name, one.found_by, one.state) for one in pairs]


@pytest.mark.usefixtures("everywhere")
def test_equal_numbers_and_likeness_are_found_across_townships():
    resident(name="赖福生", identity=IDENTITY, birth_on=BIRTH)
    resident(factories.OTHER_TOWN_VILLAGE, name="赖发生", identity=IDENTITY, birth_on=BIRTH)
    resident(name="欧阳水莲", birth_on=date(1950, 2, 3), sex=2)
    resident(factories.NEIGHBOUR_VILLAGE, name="欧阳水连", birth_on=date(1950, 2, 3), sex=2)
    resident(name="钟不像", birth_on=date(1999, 9, 9), identity="360781199909090017")
    result = check()
    assert (result.people, result.by_identity, result.by_likeness, result.opened) == (5, 1, 1, 2)
    assert found() == [
        ("赖福生", "赖发生", "identity", "open"),
        ("欧阳水莲", "欧阳水连", "likeness", "open"),
    ]
    exact = Candidate.objects.get(found_by="identity")
    assert exact.evidence == {
        "identity": "same", "name": "different", "birth": "same", "sex": "same",
        "place": "different",
    }  # fmt: skip
    assert exact.is_across
    assert dict(queries.count_by_township(queries.counties()[0])) == {TOWN: 2, OTHER_TOWN: 1}
    entry = JournalEntry.objects.get(act="linkage.check")
    assert (entry.evidence["opened"], entry.region_code) == (2, factories.COUNTY)


@pytest.mark.usefixtures("everywhere")
def test_the_old_form_of_a_number_is_the_same_number():
    resident(name="甲", identity=one_form(OLD_FORM))
    resident(name="乙", identity=OLD_FORM)
    check()
    assert found() == [("甲", "乙", "identity", "open")]


@pytest.mark.usefixtures("everywhere")
def test_the_dead_and_those_who_left_are_no_doubles():
    resident(name="赖福生", identity=IDENTITY)
    resident(name="赖福生", identity=IDENTITY, moved_out_on=date(2024, 1, 1))
    resident(name="赖福生", identity=IDENTITY, died_on=date(2024, 1, 1))
    ended = factories.household(ended_on=date(2024, 1, 1))
    factories.person(ended, name="赖福生", identity=IDENTITY)
    assert check().opened == 0


@pytest.mark.usefixtures("everywhere")
def test_a_second_check_changes_nothing_and_a_corrected_record_ceases():
    resident(name="甲", identity=IDENTITY)
    other = resident(name="乙", identity=IDENTITY, birth_on=date(1955, 1, 1))
    assert (check().opened, check().opened, len(found())) == (1, 0, 1)
    other.identity = "360781195501010017"
    other.save()
    assert (check().ceased, found()) == (1, [("甲", "乙", "identity", "ceased")])
    other.identity = IDENTITY
    other.save()
    assert (check().opened, found()) == (1, [("甲", "乙", "identity", "open")])


@pytest.mark.usefixtures("everywhere")
def test_a_decided_pair_stays_decided():
    pair = factories_linkage.candidate(
        resident(name="甲", identity=IDENTITY),
        resident(name="乙", identity=IDENTITY),
        state="different",
        decided_by=factories.account(),
        decided_at=factories.AT,
    )
    assert check().opened == 0
    pair.refresh_from_db()
    assert (pair.state, pair.probability) == ("different", 0.93)


@pytest.mark.usefixtures("everywhere")
def test_only_the_named_records_are_compared_with_all():
    resident(name="甲", identity=IDENTITY)
    resident(name="乙", identity=IDENTITY)
    resident(name="丙", identity="360781195501010017")
    new = resident(factories.OTHER_TOWN_VILLAGE, name="丁", identity="360781195501010017")
    assert (check(person_ids=[new.pk]).opened, found()) == (1, [("丙", "丁", "identity", "open")])


@pytest.mark.usefixtures("everywhere")
def test_a_batch_is_checked_by_when_its_records_came():
    resident(name="甲", identity=IDENTITY)
    known = resident(name="乙", identity=IDENTITY)
    operations.request_check(
        by=None, region_code=factories.COUNTY, recorded_since=known.recorded_at
    )
    check_task(
        region_code=factories.COUNTY, recorded_since=str(known.recorded_at + timedelta(days=1))
    )
    assert found() == []
    check_task(region_code=factories.COUNTY)
    assert found() == [("甲", "乙", "identity", "open")]


def test_a_place_is_not_checked_from_a_narrower_scope():
    with entered(Scope((TOWN,))), pytest.raises(ScopeWidened):
        check()


@pytest.mark.usefixtures("everywhere")
def test_either_township_sees_the_pair_and_only_its_own_record():
    home = resident(name="甲")
    pair = factories_linkage.candidate(home, resident(factories.OTHER_TOWN_VILLAGE, name="乙"))
    for prefix, seen in ((TOWN, ["甲"]), (OTHER_TOWN, ["乙"]), ("360781102", None)):
        with entered(Scope((prefix,))):
            shown = queries.candidate(pair.pk)
            names = None if shown is None else [
                one.name for one in queries.records([shown]).values()
            ]  # fmt: skip
            assert names == seen, prefix


@pytest.mark.usefixtures("everywhere")
def test_a_pair_follows_a_household_that_moves():
    home = resident(name="甲")
    pair = factories_linkage.candidate(home, resident(name="乙"))
    home.household.region_code = factories.OTHER_TOWN_VILLAGE
    home.household.save()
    pair.refresh_from_db()
    sides = sorted((pair.left_region_code, pair.right_region_code))
    assert sides == [factories.VILLAGE, factories.OTHER_TOWN_VILLAGE]
