"""Acts upon a dossier: what they change, what they keep, what they refuse, what they leave."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests import factories
from tests.factories_registry import AT, SINCE, family, grounds, member_number, told

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry import operations
from shouwang.watch.registry.errors import DossierChanged, HouseholdUnknown, Refused
from shouwang.watch.registry.models import (
    Amendment,
    CategoryPeriod,
    Change,
    Household,
    Look,
    Person,
    PersonState,
    Risk,
    Work,
)
from shouwang.watch.registry.operations import Edit
from shouwang.watch.registry.signals import dossiers_amended

pytestmark = pytest.mark.usefixtures("everywhere")


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refusal.value.findings]


def test_a_telephone_is_corrected_with_its_trail(home, clerk):
    person = member_number(home, 1)
    edit = Edit("telephone", " 138-0000 1234", person)
    written = operations.correct(household=home.number, edits=[edit], grounds=grounds(clerk))

    found = Person.objects.get(number=person)
    assert (str(found.telephone), found.telephone_tail) == ("13800001234", "1234")
    change = Change.objects.get(amendment=written)
    assert (change.field, change.before, change.after) == ("telephone", None, "13800001234")
    assert change.person == found
    amendment = Amendment.objects.get(pk=written.pk)
    assert (amendment.kind, amendment.by, amendment.reason) == ("corrected", clerk, "入户核实")
    assert (amendment.true_since, amendment.known_since) == (SINCE, AT)
    home.refresh_from_db()
    assert home.revision == 1
    entry = JournalEntry.objects.get(act="registry.corrected")
    assert entry.evidence == {
        "amendment": written.pk,
        "true_since": "2024-06-20",
        "fields": ["telephone"],
    }


def test_nothing_changed_leaves_no_trace(home):
    edit = Edit("name", "张三", member_number(home, 1))
    assert operations.correct(household=home.number, edits=[edit], grounds=grounds()) is None
    assert Amendment.objects.count() == JournalEntry.objects.count() == 0


def test_a_head_renamed_is_found_by_the_new_name(home):
    edit = Edit("name", "欧阳春", member_number(home, 1))
    operations.correct(household=home.number, edits=[edit], grounds=grounds())
    home.refresh_from_db()
    assert (home.head_name, home.head_initials) == ("欧阳春", "oyc")
    assert Person.objects.get(number=member_number(home, 1)).name_initials == "oyc"


def test_a_state_changes_from_a_day_on(home):
    edit = Edit("state.labour", "weak", member_number(home, 1))
    operations.change(household=home.number, edits=[edit], grounds=grounds())
    rows = PersonState.objects.filter(person__number=member_number(home, 1)).order_by("during")
    assert [(row.during.lower, row.during.upper, row.labour) for row in rows] == [
        (factories.FIRST, SINCE, "able"),
        (SINCE, None, "weak"),
    ]
    edits = [Edit("state.labour", "lost", member_number(home, 1))]
    earlier = grounds(true_since=SINCE - timedelta(days=9))
    with pytest.raises(Refused) as refused:
        operations.change(household=home.number, edits=edits, grounds=earlier)
    assert codes(refused) == ["later_value"]


def test_risks_causes_land_work_living_and_produce_are_fields(home):
    edits = [
        Edit("risks", "因病、因学"),
        Edit("causes", "因残、缺技术"),
        Edit("land.arable", "350"),
        Edit("living.road", "水泥路"),
        Edit("production.2023.脐橙", "2.50 亩"),
        Edit("work.place", "elsewhere", member_number(home, 3)),
        Edit("work.months", "10", member_number(home, 3)),
    ]
    written = operations.change(household=home.number, edits=edits, grounds=grounds())
    assert sorted(Change.objects.filter(amendment=written).values_list("field", flat=True)) == [
        "causes",
        "land.arable",
        "living.road",
        "production.2023.脐橙",
        "risks",
        "work.months",
        "work.place",
    ]
    work = Work.objects.get(person__number=member_number(home, 3))
    assert (work.place, work.months, work.during.lower) == ("elsewhere", 10, SINCE)
    later = grounds(true_since=SINCE + timedelta(days=1))
    operations.change(household=home.number, edits=[Edit("risks", "因学")], grounds=later)
    rows = Risk.objects.order_by("during", "rank").values_list("kind", "rank", "during")
    assert [(kind, rank, d.upper) for kind, rank, d in rows] == [
        ("因病", 1, later.true_since),
        ("因学", 2, later.true_since),
        ("因学", 1, None),
    ]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("risks", "甲、乙、丙、丁、戊、己"), "too_many"),
        (Edit("land.arable", "三亩"), "not_of_shape"),
        (Edit("region_code", factories.NEIGHBOUR_VILLAGE), "not_open"),
        (Edit("size", "3"), "unknown"),
    ],
)
def test_an_edit_that_cannot_be_is_refused(home, edit, code):
    if code == "unknown":
        with pytest.raises(KeyError):
            operations.correct(household=home.number, edits=[edit], grounds=grounds())
        return
    with pytest.raises(Refused) as refused:
        operations.correct(household=home.number, edits=[edit], grounds=grounds())
    assert codes(refused) == [code]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "  "}, "no_reason"),
        ({"true_since": date(2024, 7, 2)}, "true_since_future"),
    ],
)
def test_grounds_are_asked_for(home, given, code):
    with pytest.raises(Refused) as refused:
        operations.correct(household=home.number, edits=[], grounds=grounds(**given))
    assert codes(refused) == [code]


def test_a_birth(home):
    child = told(name="张新", relation="之女", sex=2, birth_on=SINCE)
    made = operations.birth(household=home.number, newborn=child, grounds=grounds())
    home.refresh_from_db()
    assert (home.size, made.number) == (6, member_number(home, 6))
    assert (made.joined_on, made.states.get().labour) == (SINCE, "none")
    late = told(name="张早", relation="之女", birth_on=SINCE + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        operations.birth(household=home.number, newborn=late, grounds=grounds())
    assert codes(refused) == ["birth_day"]


def test_the_death_of_the_head_asks_for_a_new_one(home):
    with pytest.raises(Refused) as refused:
        operations.death(household=home.number, person=member_number(home, 1), grounds=grounds())
    assert codes(refused) == ["no_head"]
    operations.death(
        household=home.number,
        person=member_number(home, 1),
        relations={member_number(home, 2): "户主", member_number(home, 5): "之婆婆"},
        grounds=grounds(),
    )
    home.refresh_from_db()
    assert (home.head_name, home.size) == ("李四", 4)
    assert Person.objects.get(number=member_number(home, 2)).marital == 30


def test_a_death_before_birth_is_refused(home):
    with pytest.raises(Refused) as refused:
        operations.death(
            household=home.number,
            person=member_number(home, 4),
            grounds=grounds(true_since=date(2012, 1, 1)),
        )
    assert codes(refused) == ["death_before_birth"]


def test_a_household_ends_with_its_last_member():
    home = factories.household()
    factories.member(home, number="P9")
    operations.death(household=home.number, person="P9", grounds=grounds())
    home.refresh_from_db()
    assert (home.size, home.ended_on) == (0, SINCE)
    with pytest.raises(Refused) as refused:
        operations.join(household=home.number, newcomer=told(), grounds=grounds())
    assert codes(refused) == ["home_ended"]


def test_marriages_in_out_and_between_two_households(home):
    other = family()
    bride = told(name="赵氏", relation="之儿媳", sex=2, birth_on=date(2001, 1, 1))
    made = operations.marriage_in(
        household=home.number, partner=member_number(home, 3), newcomer=bride, grounds=grounds()
    )
    assert made.marital == 20
    assert Person.objects.get(number=member_number(home, 3)).marital == 20

    gone = operations.marriage(
        household=home.number,
        person=member_number(home, 4),
        into=other.number,
        partner=member_number(other, 3),
        relation="之儿媳",
        grounds=grounds(),
    )
    assert (gone.number, gone.household) == (member_number(home, 4), other)
    kinds = Amendment.objects.filter(kind="marriage").values_list("household", flat=True)
    assert list(kinds.order_by("id")) == [home.pk, home.pk, other.pk]
    with pytest.raises(Refused) as refused:
        operations.marriage_out(
            household=other.number, person=member_number(other, 3), grounds=grounds()
        )
    assert codes(refused) == ["already_married"]


def test_two_heads_or_two_spouses_are_refused(home):
    with pytest.raises(Refused) as refused:
        operations.join(household=home.number, newcomer=told(relation="配偶"), grounds=grounds())
    assert codes(refused) == ["two_spouses"]
    with pytest.raises(Refused) as refused:
        operations.join(household=home.number, newcomer=told(relation="户主"), grounds=grounds())
    assert codes(refused) == ["two_heads"]


def test_a_split_keeps_numbers_and_inherits_the_register(home):
    factories.cause(home)
    factories.category_period(home)
    Household.objects.filter(pk=home.pk).update(
        registered_on=date(2014, 6, 1), lifted_on=date(2018, 12, 1)
    )
    new = operations.split(
        household=home.number,
        members=[member_number(home, 3), member_number(home, 4)],
        relations={member_number(home, 3): "户主", member_number(home, 4): "之兄弟姐妹"},
        grounds=grounds(),
    )
    home.refresh_from_db()
    new.refresh_from_db()
    assert (home.size, new.size, new.head_name) == (3, 2, "张大")
    assert (new.number, new.lifted_on) == (f"H{factories.VILLAGE}0001", date(2018, 12, 1))
    assert new.causes.get().cause == "因病"
    assert CategoryPeriod.objects.get(household=new).during.lower == SINCE
    moved = set(Person.objects.filter(household=new).values_list("number", flat=True))
    assert moved == {member_number(home, 3), member_number(home, 4)}


def test_a_merge_ends_one_dossier(home):
    other = family()
    relations = {member_number(other, serial): "其他" for serial in range(1, 6)}
    operations.merge(
        household=other.number, into=home.number, relations=relations, grounds=grounds()
    )
    home.refresh_from_db()
    other.refresh_from_db()
    assert (home.size, other.size, other.ended_on) == (10, 0, SINCE)
    assert Person.objects.filter(household=home).count() == 10


@pytest.mark.usefixtures("villages")
def test_a_move_takes_everything_along_and_stays_in_the_scope(home):
    operations.move(
        household=home.number, place=factories.NEIGHBOUR_VILLAGE, group="第2组", grounds=grounds()
    )
    for model in (Household, Person, PersonState, Amendment, Change):
        places = set(model.objects.values_list("region_code", flat=True))
        assert places == {factories.NEIGHBOUR_VILLAGE}, model
    with entered(Scope((factories.NEIGHBOUR_VILLAGE,))), pytest.raises(Refused) as refused:
        operations.move(household=home.number, place=factories.VILLAGE, grounds=grounds())
    assert codes(refused) == ["place_outside"]
    with entered(Scope((factories.VILLAGE,))), pytest.raises(HouseholdUnknown):
        operations.move(household=home.number, place=factories.VILLAGE, grounds=grounds())
    with pytest.raises(Refused) as refused:
        operations.move(household=home.number, place="360781100999", grounds=grounds())
    assert codes(refused) == ["place_unknown"]


@pytest.mark.usefixtures("villages")
def test_whoever_follows_hears_of_every_place_concerned(home, clerk):
    heard = []

    def hear(sender, signal, **told):
        heard.append(told)

    dossiers_amended.connect(hear)
    try:
        operations.move(
            household=home.number, place=factories.NEIGHBOUR_VILLAGE, grounds=grounds(clerk)
        )
        operations.undo(amendment=Amendment.objects.get().pk, grounds=grounds(clerk))
    finally:
        dossiers_amended.disconnect(hear)
    both = frozenset({factories.VILLAGE, factories.NEIGHBOUR_VILLAGE})
    told = {"households": [home], "villages": both, "by": clerk, "at": AT}
    assert heard == [told, told]


@pytest.mark.usefixtures("villages")
def test_a_household_is_opened(clerk):
    members = [told(name="钱一", relation="户主", identity="36079919850624022X"), told()]
    home = operations.create_household(
        place=factories.VILLAGE, members=members, grounds=grounds(clerk)
    )
    home.refresh_from_db()
    assert (home.size, home.head_name, home.head_initials, home.revision) == (2, "钱一", "qy", 1)
    head = home.members.get(relation="户主")
    assert (head.birth_on, head.sex, head.identity_tail) == (date(1985, 6, 24), 2, "022X")
    assert Person.objects.get(identity_index="36079919850624022X") == head


def test_an_identity_number_has_one_holder(home):
    number, first = "36079919850624022X", member_number(home, 1)
    edit = [Edit("identity", number, first)]
    operations.correct(household=home.number, edits=edit, grounds=grounds())
    assert operations.correct(household=home.number, edits=edit, grounds=grounds()) is None
    second = [Edit("identity", number, member_number(home, 2))]
    with pytest.raises(Refused) as refused:
        operations.correct(household=home.number, edits=second, grounds=grounds())
    assert codes(refused) == ["identity_taken"]
    newcomer = told(identity=number)
    with pytest.raises(Refused) as refused:
        operations.join(household=home.number, newcomer=newcomer, grounds=grounds())
    assert codes(refused) == ["identity_taken"]


def test_the_second_of_two_clerks_sees_what_the_first_did(home, clerk):
    person = member_number(home, 1)
    first = [Edit("telephone", "13800001234", person)]
    operations.correct(household=home.number, edits=first, grounds=grounds(clerk))
    second = [Edit("telephone", "13900005678", person)]
    stale = grounds(seen={home.number: 0})
    with pytest.raises(DossierChanged) as changed:
        operations.correct(household=home.number, edits=second, grounds=stale)
    theirs = changed.value.changes[0]
    assert (theirs.field, theirs.person, theirs.after, theirs.by) == (
        "telephone",
        person,
        "13800001234",
        "经办甲",
    )
    decided = grounds(seen=changed.value.revisions)
    assert operations.correct(household=home.number, edits=second, grounds=decided) is not None


def test_a_look_is_noted_once_an_hour(home, clerk):
    now = timezone.now()
    looks = [
        operations.record_look(by=clerk, at=now + timedelta(minutes=n), household=home, page="x")
        for n in (0, 30, 59, 61)
    ]
    assert (looks, Look.objects.count()) == ([True, False, False, True], 2)
