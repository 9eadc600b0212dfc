"""Reports received, joined, taken up, answered, handed over, opened again; the clue they make."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import factories_reports as make
from tests.factories_procedures import somebody

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.messaging.models import Message
from shouwang.people.rules import Kind
from shouwang.procedures import queries as procedures
from shouwang.procedures.models import Case
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.operations import screen_household
from shouwang.watch.reports import operations, queries
from shouwang.watch.reports.models import Attempt, Channel, Report, ReportEvent

pytestmark = pytest.mark.django_db
AT, VILLAGE = make.AT, make.VILLAGE
NEXT = AT + timedelta(days=1)


@pytest.fixture
def people(db):
    return {
        kind: somebody(kind.value, kind)
        for kind in (Kind.VILLAGE_CADRE, Kind.TOWNSHIP_CLERK, Kind.COUNTY_OFFICE)
    }


@pytest.fixture
def clerk(people):
    return people[Kind.TOWNSHIP_CLERK]


@pytest.fixture
def everywhere(db):
    with entered(Scope.everywhere()):
        yield


def took_up(report, by, **given):
    done = operations.take_up(by=by, at=AT, act_id=uuid4(), report=report.pk, **given)
    assert done.findings == ()
    return done.value


def went(report, by, way, **given):
    case = procedures.case(Report.objects.get(pk=report.pk).case)
    plain = {"act_id": uuid4(), "revision": case.revision, "words": "入户看过", "at": NEXT}
    return operations.proceed(by=by, report=report.pk, way=way, **{**plain, **given})


def standing(report):
    return Report.objects.get(pk=report.pk).state


def test_a_visitor_puts_a_report_in_and_cannot_read_it():
    received = make.received()
    assert (received.due_on, received.joined) == (date(2024, 7, 3), False)
    assert Report.objects.count() == 0
    with entered(Scope.of([RegionCode(make.NEIGHBOUR)])):
        assert Report.objects.count() == 0
    with entered(Scope.of([RegionCode(VILLAGE)])):
        kept = Report.objects.get()
        assert (kept.name, kept.telephone, kept.state) == ("赖福生", "13800001234", "received")
        entry = JournalEntry.objects.get(act="reports.receive")
        assert (entry.actor_name, "赖" in str(entry.evidence)) == ("申报人", False)


def test_who_is_to_act_is_told_once_and_of_nobody(people):
    report = make.received()
    messages = told_to(people)
    assert sorted(messages) == ["township_clerk", "village_cadre"]
    assert {one.text for one in messages.values()} == {"收到一件农户申报，请按期受理。"}
    assert report.receipt not in "".join(one.link for one in messages.values())


def told_to(people):
    found = {}
    for kind, account in people.items():
        with entered(Scope.everywhere(account=str(account.pk))):
            message = Message.objects.filter(account=account).order_by("-pk").first()
        if message is not None:
            found[kind.value] = message
    return found


def test_a_level_that_is_handed_a_report_is_told(people, everywhere):
    report = make.report()
    took_up(report, people[Kind.VILLAGE_CADRE])
    went(report, people[Kind.VILLAGE_CADRE], "hand_to_county")
    assert told_to(people)["county_office"].text == "有一件农户申报转给您办理。"


def test_the_same_click_gives_the_same_receipt():
    number = uuid4()
    given = {"by": None, "number": number, "told": make.told(), "channel": Channel.PAGE}
    one, two = (operations.receive(at=at, **given) for at in (AT, NEXT))
    assert (one.receipt, one.due_on, one.at) == (two.receipt, two.due_on, two.at)
    with entered(Scope.everywhere()):
        assert Report.objects.count() == 1


def test_what_cannot_wait_has_its_own_deadline():
    assert make.received(category="water").due_on == date(2024, 7, 2)


def test_a_deadline_on_a_day_of_rest_is_the_next_working_day():
    friday = AT + timedelta(days=4)
    assert make.received(at=friday).due_on == date(2024, 7, 8)


def test_the_same_person_with_the_same_trouble_is_joined_and_both_receipts_hold(everywhere):
    first, again = make.received(), make.received(at=NEXT)
    assert (again.joined, first.receipt != again.receipt) == (True, True)
    assert queries.standing(again.receipt).main == queries.standing(first.receipt).number
    assert make.received(category="water").joined is False


def test_thirty_neighbours_with_one_telephone_are_thirty_reports(everywhere):
    received = [make.received(name=f"邻居{n}") for n in range(32)]
    assert [one.joined for one in received] == [False] * 32
    assert [one.to_be_called for one in received] == [False] * 30 + [True] * 2
    one = Report.objects.get(receipt=received[0].receipt)
    assert len(queries.before(one, 30)) == 20


def test_the_same_household_is_joined_whoever_calls(home, everywhere):
    given = {"household": home.pk, "channel": "hotline"}
    make.received(name="赖福生", telephone="13800001234", **given)
    assert make.received(name="钟小妹", telephone="13900001234", **given).joined is True


def test_after_a_month_it_is_a_report_of_its_own(everywhere):
    make.received()
    assert make.received(at=AT + timedelta(days=31)).joined is False


def test_a_crowd_at_one_address_is_called_back_and_never_refused(everywhere):
    Attempt.objects.bulk_create(
        Attempt(kind="report", address="10.0.0.9", at=AT) for _ in range(200)
    )
    received = operations.receive(
        by=None,
        at=AT + timedelta(minutes=1),
        number=uuid4(),
        told=make.told(),
        channel=Channel.PAGE,
        address="10.0.0.9",
    )
    assert (received.to_be_called, Report.objects.get().call_first) == (True, True)


def test_from_report_to_answer_to_close_with_a_clue(home, people, everywhere):
    cadre, report = people[Kind.VILLAGE_CADRE], make.report()
    taken = took_up(report, cadre, household=home)
    assert (taken.state, taken.holder) == ("taken_up", "village_cadre")
    clue = Clue.objects.get(pk=taken.clue)
    assert (clue.rule, clue.closed_on, clue.evidence["trouble"]) == (
        "self_report",
        None,
        "生病看病",
    )
    assert went(report, cadre, "start_work").value.state == "at_work"
    assert queries.standing(report.receipt).answer == ""
    assert went(report, cadre, "answer", words="").findings[0].code == "words_missing"
    assert went(report, cadre, "answer", words="已报大病保险").value.state == "answered"
    found = queries.standing(report.receipt)
    assert (found.answer, found.answered_on) == ("已报大病保险", date(2024, 7, 2))
    assert went(report, cadre, "close").value.closed_on == date(2024, 7, 2)
    clue.refresh_from_db()
    assert clue.closed_on == date(2024, 7, 2)
    ways = ["take_up", "start_work", "answer", "close"]
    assert sorted(ReportEvent.objects.values_list("way", flat=True)) == sorted(ways)
    assert JournalEntry.objects.filter(evidence__icontains="大病").count() == 0


def test_a_screening_leaves_the_clue_of_a_report_alone(home, people, everywhere):
    taken = took_up(make.report(), people[Kind.VILLAGE_CADRE], household=home)
    screen_household(home, by=None, at=NEXT, on=date(2024, 6, 30))
    assert Clue.objects.get(pk=taken.clue).closed_on is None


def test_two_take_it_up_and_one_has_it(people, everywhere):
    report, act = make.report(), uuid4()
    took_up(report, people[Kind.VILLAGE_CADRE])
    other = operations.take_up(by=people[Kind.TOWNSHIP_CLERK], at=AT, act_id=act, report=report.pk)
    assert other.findings[0].code == "taken_up_already"
    assert Case.objects.count() == 1


def test_the_same_act_twice_is_one(people, everywhere):
    cadre, report, act = people[Kind.VILLAGE_CADRE], make.report(), uuid4()
    for _ in range(2):
        operations.take_up(by=cadre, at=AT, act_id=act, report=report.pk)
    act, revision = uuid4(), 1
    for _ in range(2):
        done = went(report, cadre, "start_work", act_id=act, revision=revision)
        assert done.findings == ()
    assert (ReportEvent.objects.count(), Case.objects.get().revision) == (2, 2)


def test_a_case_that_somebody_moved_meanwhile_says_so(people, everywhere):
    cadre, clerk, report = people[Kind.VILLAGE_CADRE], people[Kind.TOWNSHIP_CLERK], make.report()
    took_up(report, cadre)
    went(report, clerk, "hand_to_township")
    late = went(report, cadre, "start_work", revision=1)
    assert late.findings[0].code == "changed_meanwhile"


def test_up_to_the_county_and_back(people, everywhere):
    report = make.report()
    took_up(report, people[Kind.VILLAGE_CADRE])
    for kind, way, state in (
        (Kind.VILLAGE_CADRE, "hand_to_township", "with_township"),
        (Kind.TOWNSHIP_CLERK, "hand_to_county", "with_county"),
        (Kind.COUNTY_OFFICE, "hand_to_village", "at_work"),
    ):
        assert went(report, people[kind], way).value.state == state
    assert went(report, people[Kind.VILLAGE_CADRE], "dismiss").findings[0].code == "not_your_role"


def test_handed_to_another_village_it_waits_anew_and_takes_its_history_along(people, everywhere):
    clerk, report = people[Kind.TOWNSHIP_CLERK], make.report()
    took_up(report, clerk)
    moved = went(report, clerk, "move", to_place=make.NEIGHBOUR).value
    assert (moved.region_code, moved.state, moved.case) == (make.NEIGHBOUR, "received", None)
    assert moved.due_on == date(2024, 7, 4)
    moved.refresh_from_db()
    places = ReportEvent.objects.values_list("region_code", flat=True)
    assert set(places) == {make.NEIGHBOUR}
    assert queries.standing(report.receipt).state == "received"
    assert took_up(report, clerk).state == "taken_up"


def test_an_answer_that_does_not_satisfy_is_worked_on_again(people, everywhere):
    clerk, report = people[Kind.TOWNSHIP_CLERK], make.report()
    took_up(report, clerk)
    went(report, clerk, "answer")
    given = {"receipt": report.receipt, "satisfied": False, "words": "没有解决"}
    number = uuid4()
    assert [operations.rate(at=NEXT, number=number, **given) for _ in range(2)] == [True, True]
    assert [one.words for one in report.ratings.all()] == ["没有解决"]
    assert went(report, clerk, "reopen").value.state == "at_work"
    assert queries.standing(report.receipt).answer == ""
    assert operations.rate(at=NEXT, number=uuid4(), **given) is False


def test_a_closed_report_is_opened_again_by_the_township(people, everywhere):
    clerk, report = people[Kind.TOWNSHIP_CLERK], make.report()
    took_up(report, clerk)
    for way in ("answer", "close"):
        went(report, clerk, way)
    again = went(report, clerk, "reopen_closed").value
    assert (again.state, again.closed_on, again.holder) == ("with_township", None, "township_clerk")
    assert went(report, clerk, "answer").value.state == "answered"


def test_a_household_is_named_later_and_only_of_the_village(home, people, everywhere):
    clerk, report = people[Kind.TOWNSHIP_CLERK], make.report()
    took_up(report, clerk)
    linked = operations.link(by=clerk, at=NEXT, act_id=uuid4(), report=report.pk, household=home)
    assert (linked.value.household, Clue.objects.count()) == (home, 1)
    far = make.report(village=make.FAR)
    refusal = operations.link(by=clerk, at=NEXT, act_id=uuid4(), report=far.pk, household=home)
    assert refusal.findings[0].code == "another_village"
