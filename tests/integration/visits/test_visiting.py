"""A visit is recorded once, signed, and what it found goes where it belongs."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from tests import factories_visits as made

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.quality.models import Statement
from shouwang.watch.registry.errors import HouseholdUnknown
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.queries import history
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.models import HomeVisit, Proposal, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def hand_in(by, submission):
    return operations.record_visit(by=by, at=made.AT, submission=submission)


def codes(reading):
    return [one.code for one in reading.findings]


def test_a_visit_is_kept_with_what_was_known(people):
    home = made.home()
    visit = made.visit(home, people.village)
    told = visit.told
    assert told["answers"] == {**made.WELL, "telephone": "13800001234", "size": 1}
    assert sorted(told["known"]) == ["size", "telephone"]
    assert [one.role for one in Signature.objects.order_by("role")] == ["household", "visitor"]
    entry = JournalEntry.objects.get(act="visits.record_visit")
    assert entry.evidence["visitors"] == [people.village.pk]
    assert "13800001234" not in str(entry.evidence)


def test_the_same_once_more_changes_nothing(people):
    home = made.home()
    sent = made.submission(home, [people.village])
    first = hand_in(people.village, sent)
    again = hand_in(people.village, sent)
    assert (first.value.now, again.value.now) == (True, False)
    assert again.value.visit == first.value.visit
    assert HomeVisit.objects.count() == 1
    assert JournalEntry.objects.filter(act="visits.record_visit").count() == 1


def test_the_same_number_with_other_words_is_refused(people):
    home = made.home()
    sent = made.submission(home, [people.village])
    hand_in(people.village, sent)
    other = made.submission(home, [people.village], id=sent.id, spot="院子里")
    reading = hand_in(people.village, other)
    assert codes(reading) == ["id_used"]
    assert "spot" in reading.findings[0].message


def test_two_visitors_at_once_are_told_of_each_other(people):
    home = made.home()
    seen = {"revision": home.revision, "visits": 0}
    hand_in(people.village, made.submission(home, [people.village], **seen))
    late = made.submission(home, [people.second], **seen)
    reading = hand_in(people.second, late)
    assert codes(reading) == ["changed_meanwhile"]
    assert "姓名 village已登记 2024-07-01 的“走访记录”" in reading.findings[0].message
    shown = made.submission(home, [people.second], revision=home.revision, visits=1)
    assert hand_in(people.second, shown).value.now


def test_a_dossier_that_changed_meanwhile_is_shown(people):
    home = made.home()
    corrected = {"telephone": "13900005678", **made.WELL}
    made.visit(home, people.village, answers=corrected, confirmed=frozenset())
    reading = hand_in(people.second, made.submission(home, [people.second], revision=0))
    assert codes(reading) == ["changed_meanwhile"]
    assert "把“联系电话”由“138****1234”改为“139****5678”" in reading.findings[0].message


def test_somebody_of_another_place_does_not_visit(people):
    home = made.home()
    reading = hand_in(people.other, made.submission(home, [people.other]))
    assert codes(reading) == ["wrong_place"]
    with entered(Scope(("360781103",))), pytest.raises(HouseholdUnknown):
        hand_in(people.other, made.submission(home, [people.other]))
    reading = hand_in(people.village, made.submission(home, [people.village, people.civil]))
    assert codes(reading) == ["wrong_place"]


def test_whoever_hands_in_was_there(people):
    reading = hand_in(people.village, made.submission(made.home(), [people.second]))
    assert codes(reading) == ["not_a_visitor"]


def test_a_verification_needs_two_and_may_carry_the_authorisation(people):
    home = made.home()
    answers = {
        "food": True, "clothing": True, "not_at_school": 0, "uninsured": 0, "seriously_ill": False,
        "grade": "A", "water_safe": True, "wage": 1_200_000, "business": 0, "business_cost": 0,
        "property": 0, "transfer": 0, "able": 1, "hardship": "illness", "opinion": "属实",
        "outcome": "confirmed",
    }  # fmt: skip
    given = {"form": "home_verification", "answers": answers, "confirmed": frozenset()}
    alone = made.submission(home, [people.village], **given)
    assert "too_few_visitors" in codes(hand_in(people.village, alone))
    both = [people.village, people.second]
    consent = made.Signed("authorisation", None, "赖福生", made.INK)
    given["signatures"] = [*made.signed(*both), consent]
    visit = made.visit(home, *both, **given)
    assert visit.outcome == "confirmed"
    assert [(one.kind, one.ref.split(":")[0]) for one in queries.evidence_of(home.number)] == [
        ("authorisation", "visits.authorisation"),
        ("home_visit", "visits.homevisit"),
    ]
    wage = Statement.objects.get(item="wage")
    assert (wage.source, wage.value, wage.seen_on) == ("visit", "12000", made.ON)


def test_a_correction_goes_into_the_dossier_of_who_may_edit_it(people):
    home = made.home()
    answers = {**made.WELL, "telephone": "13900005678"}
    visit = made.visit(home, people.village, answers=answers, confirmed=frozenset({"size"}))
    proposal = Proposal.objects.get(question="telephone")
    assert (proposal.state, proposal.by, proposal.before, proposal.after) == (
        "applied", people.village, "13800001234", "13900005678",
    )  # fmt: skip
    assert Person.objects.get(household=home).telephone == "13900005678"
    amendment = home.amendments.get()
    cited = f"入户 {made.ON} {people.village.display_name}"
    assert amendment.evidence == f"{cited} visits.homevisit:{visit.pk}"
    assert amendment.true_since == made.ON
    (act,) = history(home, most=1)
    assert (act.evidence, act.page) == (cited, reverse("visit", args=[visit.pk]))


def test_what_the_registry_refuses_stays_proposed(people):
    home = made.home()
    answers = {**made.WELL, "telephone": "123"}
    visit = made.visit(home, people.village, answers=answers, confirmed=frozenset({"size"}))
    proposal = Proposal.objects.get(question="telephone")
    assert (proposal.state, proposal.refusal is not None) == ("proposed", True)
    Proposal.objects.update(after="13900005678")
    assert operations.apply_proposals(by=people.town, at=made.AT, visit=visit) == 1
    assert operations.apply_proposals(by=people.town, at=made.AT, visit=visit) == 0


def test_what_no_field_holds_is_left_to_the_comparison(people):
    home = made.home()
    answers = {**made.WELL, "size": 5}
    made.visit(home, people.village, answers=answers, confirmed=frozenset({"telephone"}))
    assert Proposal.objects.get().state == "noted"
    assert home.differences.get().item == "size"
    assert (home.differences.get().registry, home.differences.get().visit) == ("1", "5")


def test_a_mistake_is_corrected_by_a_successor_once(people):
    home = made.home()
    wrong = made.visit(home, people.village)
    right = made.visit(home, people.village, corrects=wrong.pk, spot="村口")
    assert queries.visit(wrong.pk).corrected_by == right
    assert [one.ref for one in queries.evidence_of(home.number)] == [f"visits.homevisit:{right.pk}"]
    again = made.submission(home, [people.village], corrects=wrong.pk)
    assert codes(hand_in(people.village, again)) == ["already_corrected"]
    stranger = made.submission(made.home(), [people.village], corrects=right.pk)
    assert codes(hand_in(people.village, stranger)) == ["nothing_to_correct"]


def test_a_visit_cannot_be_changed_or_taken_away(people):
    made.visit(made.home(), people.village)
    for act in (
        lambda: HomeVisit.objects.update(outcome="confirmed"),
        lambda: Signature.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_a_case_waits_until_it_is_visited(people):
    home = made.home()
    case = made.case(home, people.town)
    assert list(queries.waiting()) == []
    moved = made.factories_procedures.operations.advance(
        by=people.town, at=made.AT, act_id=uuid4(), case=case.pk, revision=1, transition="take_up"
    )
    assert moved.findings == ()
    assert [one.pk for one in queries.waiting("360781102201")] == [case.pk]
    assert list(queries.waiting("360781103000")) == []
    made.visit(home, people.village, case=case.pk)
    assert list(queries.waiting()) == []
    other = made.submission(made.home(), [people.village], case=case.pk)
    assert codes(hand_in(people.village, other)) == ["case_of_another"]


def test_a_visit_is_not_made_tomorrow(people):
    tomorrow = made.submission(made.home(), [people.village], visited_on=date(2024, 7, 2))
    assert codes(hand_in(people.village, tomorrow)) == ["in_the_future"]


def test_what_is_known_comes_with_source_and_day(people):
    home = made.home()
    source = made.factories.source(title="水利局清单", region_code=home.region_code)
    made.living(home, source=source)
    known = queries.known_of(home, ["tap_water", "address", "wage"], made.ON)
    assert sorted(known) == ["address", "tap_water"]
    water = known["tap_water"]
    assert (water.value, water.source, water.day) == (False, "水利局清单", date(2024, 1, 5))
