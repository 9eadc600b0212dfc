"""Cases from their opening to their end: clocks, refusals, history, journal, rights."""

from dataclasses import asdict, replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests import factories_procedures as made
from tests.factories_procedures import CARRIED, FAILED, at, opened, papers

from shouwang.kernel.journal import Subject
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.policies.queries import packaged
from shouwang.procedures import operations, queries
from shouwang.procedures.errors import ActReused, CaseUnknown, NobodyActs
from shouwang.procedures.models import Act, Case, ProcedureVersion
from shouwang.procedures.operations import versions

pytestmark = pytest.mark.django_db
# the spring festival of 2024: no work from the 10th to the 17th of February, work on the 18th
BEFORE, AFTER = date(2024, 2, 6), date(2024, 2, 19)


def go(case, by, transition, on, *kinds, **given):
    """Take a way as somebody who has just seen the case."""
    plain = {
        "act_id": uuid4(),
        "case": case.pk,
        "revision": Case.objects.get(pk=case.pk).revision,
        "transition": transition,
        "evidence": papers(*kinds),
    }
    return operations.advance(by=by, at=at(on), **{**plain, **given})


def went(case, *many):
    for by, transition, on, kinds, given in many:
        reading = go(case, by, transition, on, *kinds, **given)
        assert (transition, reading.findings) == (transition, ())
        case = reading.value
    return case


def to_notice(people, on):
    visit, beside = ("home_visit", "authorisation"), {"signers": [people.second.pk]}
    return [
        (people.town, "take_up", on, (), {}),
        (people.village, "verify", on, visit, beside),
        (people.county, "pass_check", on, ("information_check",), {}),
        (people.village, "agree", on, ("review_minutes", "notice_photo"), {"vote": CARRIED}),
    ]  # fmt: skip


def to_end(people, on):
    return [
        (people.village, "end_notice", on, (), {}),
        (people.town, "pass_township", on, ("township_opinion",), {}),
        (people.county, "approve", on, ("county_decision",), {}),
        (people.village, "announce", on, ("announcement",), {}),
    ]


def codes(reading):
    assert reading.value is None
    return [finding.code for finding in reading.findings]


def test_the_whole_way_over_the_new_year(people):
    case = went(opened(people.village, BEFORE), *to_notice(people, BEFORE))
    # posted on the 6th; the fifth day lies in the festival, so that it ends on Sunday, a worked one
    assert (case.step, case.ripe_on, case.awaits) == ("public_notice", AFTER, "village_cadre")
    assert codes(go(case, people.village, "end_notice", date(2024, 2, 18))) == ["notice_running"]
    case = went(case, *to_end(people, AFTER))
    assert (case.step, case.effect, case.finished_on, case.awaits) == ("listed", True, AFTER, "")
    kept = Case.objects.get(pk=case.pk)
    assert [getattr(kept, f.attname) for f in Case._meta.concrete_fields] == [
        getattr(case, f.attname) for f in Case._meta.concrete_fields
    ]
    acts = queries.acts(case)
    assert [act.sequence for act in acts] == list(range(1, 10))
    assert (acts[2].signers, acts[2].role) == ([people.second.pk], "village")
    assert acts[4].vote == asdict(CARRIED)


def test_each_act_has_its_line_in_the_journal(people):
    case = went(opened(people.village, BEFORE, reason="申报"), *to_notice(people, BEFORE))
    lines = JournalEntry.objects.filter(subject_type="procedures.case", subject_id=str(case.pk))
    written = list(lines.order_by("seq"))
    assert [line.act for line in written] == ["procedures.open"] + ["procedures.advance"] * 4
    assert [line.evidence["act"] for line in written] == [str(a.pk) for a in queries.acts(case)]
    assert (written[0].reason, written[2].actor) == ("申报", str(people.village.pk))
    assert written[4].evidence["vote"] == asdict(CARRIED)
    assert written[2].evidence["evidence"][0] == {"kind": "home_visit", "ref": "trial.paper:0"}


def test_the_deadlines_of_the_place(people):
    case = opened(people.village, BEFORE)
    assert (case.due_on, case.awaits, case.escalates) == (
        date(2024, 2, 8), "township_clerk", "county_office",
    )  # fmt: skip
    case = went(case, *to_notice(people, BEFORE)[:1])
    # three days of Jiangxi end on the 9th, which the decree left a working day
    assert (case.step, case.due_on) == ("verification", date(2024, 2, 9))


def test_the_same_act_twice_has_one_effect(people):
    case = opened(people.village, BEFORE)
    same = {"act_id": uuid4(), "revision": 1}
    first = go(case, people.town, "take_up", BEFORE, **same)
    again = go(case, people.town, "take_up", BEFORE, **same)
    assert (first.value, again.value) == (case, case)
    assert again.value.step == "verification"
    assert (Act.objects.count(), JournalEntry.objects.filter(act__startswith="proc").count()) == (
        2, 2,
    )  # fmt: skip
    with pytest.raises(ActReused):
        go(case, people.village, "verify", BEFORE, act_id=same["act_id"])
    other = opened(people.village, BEFORE)
    with pytest.raises(ActReused):
        go(other, people.town, "take_up", BEFORE, act_id=same["act_id"])
    with pytest.raises(ActReused), transaction.atomic():
        opened(people.village, BEFORE, act_id=same["act_id"])
    assert Act.objects.count() == 3


def test_opening_twice(people):
    number, subject = uuid4(), Subject("trial.thing", "7")
    case = opened(people.village, BEFORE, act_id=number, subject=subject)
    assert opened(people.village, BEFORE, act_id=number, subject=subject) == case
    with pytest.raises(ActReused):
        opened(people.village, BEFORE, act_id=number)
    second = operations.open_case(
        by=people.town, at=at(BEFORE), act_id=uuid4(), subject=subject, region_code=made.VILLAGE,
        procedure="monitored_identification",
    )  # fmt: skip
    assert codes(second) == ["already_open"]
    withdrawn = go(case, people.village, "withdraw", BEFORE, "withdrawal", reason="不需要了")
    assert withdrawn.findings == ()
    assert opened(people.village, BEFORE, subject=subject).step == "taking_up"
    assert list(queries.of_subject("trial.thing", "7"))[1] == case


def test_who_comes_second_is_told_what_the_first_has_done(people):
    case = opened(people.village, BEFORE)
    go(case, people.town, "take_up", BEFORE)
    late = go(case, people.county, "take_up", BEFORE, revision=1)
    assert codes(late) == ["changed_meanwhile"]
    assert late.findings[0].message == (
        "您打开以后，姓名 town已经办理了“受理”：请看过最新情况再办，您填写的内容不会丢。"
    )


def test_duties_decide_by_kind_place_and_day(people):
    elsewhere = made.somebody("elsewhere", Kind.TOWNSHIP_CLERK, made.people.OTHER_TOWN)
    case = opened(people.village, BEFORE)
    for stranger in (people.village, elsewhere):
        assert codes(go(case, stranger, "take_up", BEFORE)) == ["not_your_role"]
    assert codes(go(case, people.town, "take_up", date(2026, 12, 31))) == ["not_your_role"]
    assert [way.key for way in queries.ways(case, people.village, BEFORE)] == ["withdraw"]
    assert [way.key for way in queries.ways(case, people.town, BEFORE)] == [
        "take_up", "help_first", "withdraw",
    ]  # fmt: skip
    refused = operations.open_case(
        by=elsewhere, at=at(BEFORE), act_id=uuid4(), procedure="appeal",
        subject=Subject("trial.thing", "1"), region_code=made.VILLAGE,
    )  # fmt: skip
    assert codes(refused) == ["not_your_role"]


def test_who_verified_may_not_approve_even_with_both_duties(people):
    made.people.make_duty(people.second, Kind.TOWNSHIP_CLERK, made.people.TOWN, made.LONG)
    case = went(opened(people.village, BEFORE), *to_notice(people, BEFORE))
    case = went(case, *to_end(people, AFTER)[:1])
    again = type(people.second).objects.get(pk=people.second.pk)
    assert codes(go(case, again, "pass_township", AFTER, "township_opinion")) == ["not_both"]
    assert "pass_township" not in {way.key for way in queries.ways(case, again, AFTER)}


def test_a_vote_that_fails_ends_it_and_a_signer_must_be_somebody(people):
    case = went(opened(people.village, BEFORE), *to_notice(people, BEFORE)[:1])
    kinds = ("home_visit", "authorisation")
    assert codes(go(case, people.village, "verify", BEFORE, *kinds, signers=[0])) == [
        "signer_unknown"
    ]
    case = went(case, *to_notice(people, BEFORE)[1:3])
    minutes = ("review_minutes", "notice_photo")
    assert codes(go(case, people.village, "agree", BEFORE, *minutes, vote=FAILED)) == [
        "vote_differs"
    ]
    case = go(case, people.village, "disagree", BEFORE, *minutes, vote=FAILED).value
    assert (case.step, case.effect) == ("not_listed", False)


def test_a_removal_is_rolled_back(people):
    on, later = date(2024, 6, 3), date(2024, 6, 17)
    visit = ("home_visit", "income_account", "criteria_check")
    case = opened(people.village, on, procedure="risk_removal")
    case = went(
        case,
        (people.village, "verify", on, visit, {"signers": [people.second.pk]}),
        (people.village, "agree", on, ("review_minutes", "notice_photo"), {"vote": CARRIED}),
        *to_end(people, later),
    )
    assert (case.step, case.effect) == ("removed", True)
    undone = go(case, people.deputy, "roll_back", later, "rollback_ground", reason="收入算错")
    assert (undone.value.step, undone.value.effect) == ("rolled_back", False)


def test_a_running_case_keeps_the_numbers_it_began_with(people):
    old = opened(people.village, BEFORE)
    factories.entered_value(
        people.county, parameter="identification_notice_days", unit="days", value=15,
        region_code="360781000000", from_on=BEFORE, to_on=None,
    )  # fmt: skip
    new = opened(people.village, BEFORE)
    assert queries.declaration_of(old.version).number("identification_notice_days") == 5
    assert queries.declaration_of(new.version).number("identification_notice_days") == 15
    assert opened(people.village, BEFORE).version == new.version
    assert ProcedureVersion.objects.count() == 2
    assert went(old, *to_notice(people, BEFORE)).ripe_on == AFTER
    assert went(new, *to_notice(people, BEFORE)).ripe_on == date(2024, 2, 22)
    assert new.version.content["cited"]["identification_notice_days"] == "瑞乡振〔2024〕1号"


def test_a_number_without_value_keeps_a_case_from_beginning(people, monkeypatch):
    pack = packaged()
    name = "appeal_take_up_days"
    empty = replace(pack.parameters[name], values=())
    without = replace(pack, parameters={**pack.parameters, name: empty})
    monkeypatch.setattr(versions, "current_pack", lambda region: without)
    refused = operations.open_case(
        by=people.town, at=at(BEFORE), act_id=uuid4(), procedure="appeal",
        subject=Subject("trial.thing", "1"), region_code=made.VILLAGE,
    )  # fmt: skip
    assert codes(refused) == ["parameter_missing"]
    assert "申诉受理期限（工作日）" in refused.findings[0].message


def test_nobody_acts_and_unknown_cases(people):
    case = opened(people.village, BEFORE)
    with pytest.raises(NobodyActs):
        go(case, None, "take_up", BEFORE)
    asked = {"by": people.town, "at": at(BEFORE), "revision": 1, "transition": "take_up"}
    with pytest.raises(CaseUnknown):
        operations.advance(act_id=uuid4(), case=uuid4(), **asked)
    with entered(Scope(("360732",))), pytest.raises(CaseUnknown):
        operations.advance(act_id=uuid4(), case=case.pk, **asked)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE procedures_case SET step = 'listed'", "does not stand"),
        ("UPDATE procedures_case SET revision = revision + 1", "does not stand"),
        (
            "UPDATE procedures_case SET finished_on = '2024-02-06', awaits = '', due_on = NULL",
            "does not stand",
        ),
        ("UPDATE procedures_case SET effect = true", "does not stand|finished_awaits"),
        (
            "INSERT INTO procedures_act (id, case_id, region_code, sequence, transition, from_step,"
            ' to_step, by_id, role, signers, at, "on", reason, evidence)'
            " SELECT gen_random_uuid(), case_id, region_code, 3, 'x', to_step, 'listed', by_id,"
            " role, signers, at, \"on\", '', '[]' FROM procedures_act",
            "does not follow",
        ),
        (
            "INSERT INTO procedures_act (id, case_id, region_code, sequence, transition, from_step,"
            ' to_step, by_id, role, signers, at, "on", reason, evidence)'
            " SELECT gen_random_uuid(), case_id, region_code, 2, 'x', 'elsewhere', 'listed',"
            " by_id, role, signers, at, \"on\", '', '[]' FROM procedures_act",
            "does not follow",
        ),
        ("UPDATE procedures_act SET reason = 'x'", "permission denied"),
        ("DELETE FROM procedures_act", "permission denied"),
        ("UPDATE procedures_procedureversion SET title = 'x'", "permission denied"),
    ],
)
def test_the_database_defends_itself(people, statement, reason):
    opened(people.village, BEFORE)
    with (
        pytest.raises(DatabaseError, match=reason),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_cases_and_their_history_follow_their_subject(people):
    subject = Subject("trial.thing", "9")
    case = opened(people.village, BEFORE, subject=subject)
    there = "360781103201"
    assert operations.follow_subject(by=people.county, subject=subject, region_code=there) == 1
    assert operations.follow_subject(by=people.county, subject=subject, region_code=there) == 0
    with entered(Scope((there,))):
        assert [act.case_id for act in queries.acts(queries.case(case.pk))] == [case.pk]
    with entered(Scope((made.VILLAGE,))):
        assert (Case.objects.count(), Act.objects.count()) == (0, 0)


@pytest.mark.parametrize("many", [1, 3])
def test_lists_cost_one_statement_each(people, many, django_assert_num_queries):
    cases = [opened(people.village, BEFORE) for _ in range(many)]
    noticed = went(cases[0], *to_notice(people, BEFORE))
    went(noticed, *to_end(people, AFTER)[:1])
    clerk = ["township_clerk"]
    with django_assert_num_queries(4):
        waiting = list(queries.to_do(clerk, BEFORE))
        late = list(queries.late(clerk, AFTER))
        escalated = list(queries.late(["county_office"], AFTER, region_code="360781000000"))
        tallies = queries.tallies(AFTER)
    assert set(waiting) == set(cases)
    assert set(late) == set(escalated) == set(cases[1:])
    assert [(one.step, one.cases, one.late) for one in tallies] == [
        *([("taking_up", many - 1, many - 1)] if many > 1 else []), ("township_review", 1, 0),
    ]  # fmt: skip


def test_a_notice_under_way_asks_for_nothing_yet(people):
    case = went(opened(people.village, BEFORE), *to_notice(people, BEFORE))
    assert list(queries.to_do(["village_cadre"], date(2024, 2, 18))) == []
    assert list(queries.to_do(["village_cadre"], AFTER)) == [case]
