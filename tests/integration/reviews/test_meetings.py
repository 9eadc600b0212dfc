"""Meetings: written down, concluded by the vote alone, once."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests import factories_reviews as made
from tests.factories_reviews import DAY, NAMES, again, at

from shouwang.kernel.journal.models import JournalEntry
from shouwang.procedures.models import Act
from shouwang.watch.reviews import operations, queries
from shouwang.watch.reviews.models import Item, Meeting, Representative
from shouwang.watch.reviews.rules import Attendance, Ballot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def concluded(by, meeting, revision=1, on=DAY):
    return operations.conclude(by=by, at=at(on), meeting=meeting.pk, revision=revision)


def codes(findings):
    return [one.code for one in findings]


def test_a_vote_takes_each_case_its_way(people):
    yes, no = made.case_for_review(people), made.case_for_review(people)
    meeting = made.saved(
        people.village,
        items=(
            operations.Put(yes.pk, made.AGREED),
            operations.Put(no.pk, made.REFUSED),
        ),
    )
    made.posted(people.village, yes, meeting=meeting.pk)
    outcome = concluded(people.village, meeting).value
    assert (outcome.done, outcome.refused) == ({yes.pk: "agree", no.pk: "disagree"}, {})
    assert (again(yes).step, again(no).step) == ("public_notice", "not_listed")
    act = Act.objects.get(case=yes, transition="agree")
    photo = Item.objects.get(case=yes).case.notice_lines.get().photo_id
    assert act.evidence == [
        {"kind": "review_minutes", "ref": f"reviews.meeting:{meeting.pk}"},
        {"kind": "notice_photo", "ref": f"papers.paper:{photo}"},
    ]
    assert act.vote == {
        "members": 9, "present": 7, "agree": 6, "against": 1, "abstain": 0, "recused": 0
    }  # fmt: skip
    assert Meeting.objects.get(pk=meeting.pk).state == "held"


def test_a_yes_waits_for_the_photo_of_its_notice(people):
    yes, no = made.case_for_review(people), made.case_for_review(people)
    meeting = made.saved(
        people.village,
        items=(
            operations.Put(yes.pk, made.AGREED),
            operations.Put(no.pk, made.REFUSED),
        ),
    )
    outcome = concluded(people.village, meeting).value
    assert list(outcome.done) == [no.pk]
    assert codes(outcome.refused[yes.pk]) == ["evidence_missing"]
    made.posted(people.village, yes, meeting=meeting.pk)
    outcome = concluded(people.village, meeting, revision=2).value
    assert outcome.done == {no.pk: "disagree", yes.pk: "agree"}


def test_the_same_click_twice_has_one_effect(people):
    case, number = made.case_for_review(people), uuid4()
    first, second = (
        operations.save_meeting(
            by=people.village, at=at(DAY), meeting=number, revision=0, minutes=made.minutes(case)
        ).value
        for _ in range(2)
    )
    assert (first.pk, second.revision, Representative.objects.count()) == (number, 1, 9)
    made.posted(people.village, case, meeting=number)
    assert concluded(people.village, first).value.done == {case.pk: "agree"}
    assert concluded(people.village, first).value.done == {case.pk: "agree"}
    assert Act.objects.filter(case=case, transition="agree").count() == 1
    assert JournalEntry.objects.filter(act="reviews.conclude").count() == 1


def test_two_recorders_see_each_other(people):
    case = made.case_for_review(people)
    meeting = made.saved(people.village, case)
    later = made.minutes(case, place="祠堂")
    kept = operations.save_meeting(
        by=people.second, at=at(DAY), meeting=meeting.pk, revision=1, minutes=later
    )
    assert (kept.value.revision, kept.value.place) == (2, "祠堂")
    late = operations.save_meeting(
        by=people.village, at=at(DAY), meeting=meeting.pk, revision=1, minutes=later
    )
    assert codes(late.findings) == ["changed_meanwhile"]
    assert codes(concluded(people.village, meeting).findings) == ["changed_meanwhile"]


def test_a_case_is_on_one_agenda(people):
    case = made.case_for_review(people)
    meeting = made.saved(people.village, case)
    other = operations.save_meeting(
        by=people.second, at=at(DAY), meeting=uuid4(), revision=0, minutes=made.minutes(case)
    )
    assert codes(other.findings) == ["on_two_agendas"]
    assert "07月01日" in other.findings[0].message
    dropped = operations.drop_meeting(
        by=people.village, at=at(DAY), meeting=meeting.pk, reason="下雨"
    )
    assert dropped.value.state == "dropped"
    assert made.saved(people.second, case).revision == 1


def test_a_case_that_was_withdrawn_meanwhile_stands_aside(people):
    gone, stays = made.case_for_review(people), made.case_for_review(people)
    meeting = made.saved(people.village, gone, stays, ballot=made.REFUSED)
    made.step(gone, people.village, DAY, "withdraw", "withdrawal", reason="不再申请")
    outcome = concluded(people.village, meeting).value
    assert (list(outcome.done), codes(outcome.refused[gone.pk])) == ([stays.pk], ["not_from_here"])
    assert operations.take_off(by=people.village, meeting=meeting.pk, case=gone.pk)
    assert not operations.take_off(by=people.village, meeting=meeting.pk, case=gone.pk)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"attendance": Attendance(NAMES, frozenset(NAMES[:5]))}, ["vote_uneven"]),
        (
            {
                "attendance": Attendance(NAMES, frozenset(NAMES[:5])),
                "ballot": Ballot(5, 0, 0, ""),
            },
            ["evidence_missing", "no_quorum"],
        ),
        ({"ballot": Ballot(6, 1, 0, "", {NAMES[0]: "堂兄"})}, ["chair_recused", "vote_uneven"]),
        ({"ballot": Ballot(6, 1, 0, "", {NAMES[8]: "堂兄"})}, ["recusal"]),
        ({"ballot": Ballot(5, 1, 0, "", {NAMES[2]: ""})}, ["recusal"]),
        ({"ballot": Ballot(None, 1, 0, "")}, ["vote_missing"]),
        ({"held_on": DAY - timedelta(days=3)}, ["held_too_early"]),
    ],
)
def test_what_stands_against_a_vote(people, given, expected):
    case = made.case_for_review(people)
    meeting = made.saved(people.village, case, **given)
    outcome = concluded(people.village, meeting).value
    assert (outcome.done, codes(outcome.refused[case.pk])) == ({}, expected)
    assert Meeting.objects.get(pk=meeting.pk).state == "draft"
    assert again(case).step == "village_review"


def test_who_is_recused_is_present_and_has_no_vote(people):
    case = made.case_for_review(people)
    ballot = Ballot(1, 5, 0, NAMES[1], {NAMES[0]: "堂兄"})
    meeting = made.saved(people.village, case, ballot=ballot)
    assert concluded(people.village, meeting).value.done == {case.pk: "disagree"}
    vote = Act.objects.get(case=case, transition="disagree").vote
    assert (vote["present"], vote["recused"]) == (7, 1)


def test_a_roll_is_checked_and_taken_over(people):
    case = made.case_for_review(people)
    twice = made.minutes(case, attendance=Attendance(("甲", "甲"), frozenset("甲")), recorder="乙")
    reading = operations.save_meeting(
        by=people.village, at=at(DAY), meeting=uuid4(), revision=0, minutes=twice
    )
    assert codes(reading.findings) == ["roll_twice"]
    same = operations.save_meeting(
        by=people.village,
        at=at(DAY),
        meeting=uuid4(),
        revision=0,
        minutes=replace(made.minutes(case), recorder=NAMES[0]),
    )
    assert codes(same.findings) == ["chair_records"]
    made.saved(people.village, case)
    assert queries.last_roll(made.VILLAGE, "village") == NAMES
    assert queries.last_roll(made.VILLAGE, "group") == ()


def test_names_lie_encrypted(people):
    made.saved(people.village, made.case_for_review(people))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM reviews_representative UNION SELECT chair FROM reviews_meeting"
        )
        stored = b"".join(bytes(one) for (one,) in cursor.fetchall())
    assert "代表".encode() not in stored
    entries = str([one.evidence for one in JournalEntry.objects.all()])
    assert "代表" not in entries


def test_only_a_meeting_that_was_held_is_concluded(people):
    case = made.case_for_review(people)
    meeting = made.saved(people.village, case, held_on=DAY + timedelta(days=2))
    assert codes(concluded(people.village, meeting).findings) == ["not_held_yet"]
