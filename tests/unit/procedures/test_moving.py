"""What a procedure allows and refuses, and in which words."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.procedures.small import small

from shouwang.procedures import rules
from shouwang.procedures.rules import OPENING, Asked, Past, Vote

VILLAGE, COUNTY = frozenset({"village"}), frozenset({"county"})
MONDAY, NEXT = date(2024, 6, 17), date(2024, 6, 25)
CARRIED = Vote(members=9, present=6, agree=4, against=1, abstain=1)


@pytest.fixture
def declared(tmp_path):
    return small(tmp_path)


def begun(on=MONDAY):
    return (Past(OPENING, "visit", on, frozenset({1})),)


def asked(transition, by=1, roles=VILLAGE, on=MONDAY, **given):
    return Asked(transition, by, roles, on, **given)


def codes(reading):
    return [finding.code for finding in reading.findings]


def went(declared, history, *many):
    for one in many:
        decided = rules.decide(declared, history, one)
        assert decided.findings == ()
        history = (*history, decided.value.past)
    return history


VERIFY = asked("verify", evidence=frozenset({"home_visit"}), signers=frozenset({2}))
NOTICED = (VERIFY, asked("end", on=NEXT, vote=CARRIED))


def test_the_straight_way(declared):
    history = went(declared, begun(), *NOTICED, asked("approve", by=3, roles=COUNTY, on=NEXT))
    stood = rules.standing(declared, history)
    assert (stood.step, stood.final, stood.effect) == ("listed", True, True)


def test_everything_that_stands_against_a_way_is_said_at_once(declared):
    refused = rules.decide(declared, begun(), asked("verify", roles=COUNTY))
    assert codes(refused) == ["not_your_role", "evidence_missing", "signers_missing"]
    assert [finding.message for finding in refused.findings] == [
        "“核实”由村办理，请转给对方。",
        "请先备齐：入户核查表。",
        "须由至少 2 人共同办理并签名，现有 1 人：请补签。",
    ]


def test_what_does_not_lead_on_from_here(declared):
    refused = rules.decide(declared, begun(), asked("approve"))
    assert refused.findings[0].message == (
        "现在处于“入户”，不能办理“通过”：请刷新页面再看，可以办理：核实、先办、撤。"
    )


def test_a_notice_cannot_be_cut_short(declared):
    history = went(declared, begun(), VERIFY)
    # posted on Monday: Tuesday to Saturday, and Monday, for a period does not end on a day of rest
    assert rules.ripe_on(declared, history) == date(2024, 6, 25)
    early = asked("end", on=date(2024, 6, 24), vote=CARRIED)
    assert codes(rules.decide(declared, history, early)) == ["notice_running"]
    assert codes(rules.decide(declared, history, replace(early, on=date(2024, 6, 25)))) == []


def test_an_objection_stops_the_clock_and_the_notice_goes_on_with_what_is_left(declared):
    history = went(
        declared,
        begun(),
        VERIFY,
        asked("object", on=date(2024, 6, 19), reason="不符合"),
    )
    stopped = rules.standing(declared, history)
    assert (stopped.step, stopped.awaits, stopped.due_on) == ("check", "county_office", None)
    history = went(declared, history, asked("resume", by=3, roles=COUNTY, on=date(2024, 7, 1)))
    # the 18th counted; four days after the 1st of July
    assert rules.ripe_on(declared, history) == date(2024, 7, 6)
    # of twenty working days one was used before the stop
    assert rules.due(declared, history) == {"whole": date(2024, 7, 26)}


def test_who_verified_or_signed_does_not_approve(declared):
    history = went(declared, begun(), *NOTICED)
    for person in (1, 2):
        refused = rules.decide(
            declared, history, asked("approve", by=person, roles=COUNTY, on=NEXT)
        )
        assert codes(refused) == ["not_both"]
    beside = asked("approve", by=3, roles=COUNTY, on=NEXT, signers=frozenset({2}))
    assert codes(rules.decide(declared, history, beside)) == ["not_both"]


def test_the_green_channel_puts_papers_off_and_not_away(declared):
    hurry = asked("hurry", by=3, roles=COUNTY)
    assert codes(rules.decide(declared, begun(), hurry)) == ["reason_missing"]
    history = went(
        declared,
        begun(),
        replace(hurry, reason="火灾"),
        asked("end", on=NEXT, vote=CARRIED),
    )
    stood = rules.standing(declared, history)
    assert (stood.green, stood.owed) == (True, ("home_visit",))
    approve = asked("approve", by=3, roles=COUNTY, on=NEXT)
    assert codes(rules.decide(declared, history, approve)) == ["papers_owed"]
    paper = asked("hand_in", on=NEXT, evidence=frozenset({"home_visit"}))
    assert codes(rules.decide(declared, went(declared, history, paper), approve)) == []


def test_a_rollback_leaves_what_was_final_and_nothing_else_does(declared):
    history = went(declared, begun(), *NOTICED, asked("approve", by=3, roles=COUNTY, on=NEXT))
    assert codes(rules.decide(declared, history, asked("drop", reason="x"))) == ["not_from_here"]
    undo = asked("undo", by=3, roles=COUNTY, on=NEXT, reason="收入算错")
    undone = rules.standing(declared, went(declared, history, undo))
    assert (undone.step, undone.final, undone.effect) == ("dropped", True, False)


@pytest.mark.parametrize(
    ("vote", "found"),
    [
        (None, ["vote_missing"]),
        (Vote(9, 6, 4, 1, 1), []),  # two thirds present are included, half of them are not most
        (Vote(9, 6, 3, 2, 1), ["vote_differs"]),
        (Vote(9, 5, 5, 0, 0), ["no_quorum"]),
        (Vote(9, 6, 2, 3, 1), ["vote_differs"]),
        (Vote(9, 6, 3, 1, 0, 2), []),  # the recused do not vote
        (Vote(9, 6, 0, 0, 0, 6), ["vote_differs"]),
        (Vote(9, 10, 10, 0, 0), ["vote_uneven"]),
        (Vote(9, 6, 6, 1, 0), ["vote_uneven"]),
        (Vote(9, 6, 7, -1, 0), ["vote_uneven"]),
        (Vote(0, 0, 0, 0, 0), ["no_quorum"]),
    ],
)
def test_votes(declared, vote, found):
    history = went(declared, begun(), VERIFY)
    way = asked("end", on=date(2024, 6, 25), vote=vote)
    assert codes(rules.decide(declared, history, way)) == found


def test_days_do_not_run_backwards_and_unknown_years_are_asked_for(declared):
    late = begun(date(2026, 12, 31))
    assert codes(rules.decide(declared, late, asked("drop", reason="x", on=MONDAY))) == [
        "clock_behind"
    ]
    history = went(declared, late, replace(VERIFY, on=date(2026, 12, 31)))
    end = asked("end", on=date(2026, 12, 31), vote=CARRIED)
    assert codes(rules.decide(declared, history, end)) == ["calendar_unknown"]
    stood = rules.standing(declared, history)
    assert (stood.ripe_on, stood.due_on) == (None, None)
