"""Which steps wait for a meeting, a notice or an objection: of every shipped procedure."""

from datetime import date

import pytest

from shouwang.policies.queries import packaged
from shouwang.procedures.page import filled
from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.rules import Past, Vote
from shouwang.watch.reviews import rules

ENTRIES = {one.name: one for one in packaged_procedures().entries}


def declared(name):
    return filled(ENTRIES[name], packaged())


def steps(name, fits):
    found = declared(name)
    return {step for step in found.steps if fits(found, step)}


@pytest.mark.parametrize(
    ("name", "reviewed", "entering", "heard"),
    [
        (
            "monitored_identification",
            {"village_review"},
            {"village_review", "announcing"},
            {"public_notice", "objection_check"},
        ),
        ("risk_removal", {"village_review"}, {"village_review", "announcing"}, {"public_notice"}),
        ("poverty_exit", {"village_review"}, {"signature"}, {"public_notice"}),
        ("removal_for_cause", {"village_review"}, {"village_review"}, {"public_notice"}),
        (
            "seven_step_identification",
            {"group_review", "village_review"},
            {"group_review", "village_review", "announcing"},
            {"group_notice", "village_notice"},
        ),
        ("appeal", set(), set(), set()),
    ],
)
def test_the_declaration_says_where(name, reviewed, entering, heard):
    assert steps(name, rules.kind_of_meeting) == reviewed
    assert steps(name, rules.entering) == entering
    assert steps(name, rules.objecting) == heard


def test_the_minutes_asked_for_say_which_meeting_it_is():
    found = declared("seven_step_identification")
    kinds = [rules.kind_of_meeting(found, step) for step in ("group_review", "village_review")]
    assert kinds == ["group", "village"]
    ways = [rules.way_of(found, "group_review", Vote(9, 7, n, 7 - n, 0)).key for n in (3, 4)]
    assert ways == ["refuse_in_group", "agree_in_group"]


def test_the_vote_chooses_the_way():
    found = declared("monitored_identification")
    ways = [
        rules.way_of(found, "village_review", Vote(9, 7, agree, 7 - agree, 0)).key
        for agree in (0, 3, 4, 7)
    ]
    assert ways == ["disagree", "disagree", "agree", "agree"]
    assert rules.way_of(found, "public_notice", Vote(9, 7, 7, 0, 0)) is None


@pytest.mark.parametrize(
    ("posted_on", "expected"),
    [
        (date(2024, 7, 1), date(2024, 7, 8)),  # the fifth day after is a Saturday
        (date(2024, 7, 3), date(2024, 7, 8)),
        (date(2024, 2, 6), date(2024, 2, 18)),  # over New Year, to the Sunday worked in lieu
        (date(2024, 9, 28), date(2024, 10, 8)),  # over the national holiday
        (date(2039, 12, 30), None),
    ],
)
def test_until_when_a_notice_stands(posted_on, expected):
    found = declared("monitored_identification")
    way = found.transitions["agree"]
    history = (Past("pass_check", "village_review", date(2024, 1, 2), frozenset({1})),)
    assert rules.last_day(found, history, way, posted_on) == expected


def test_days_left_count_today():
    end = date(2024, 7, 8)
    assert [rules.days_left(end, date(2024, 7, day)) for day in (1, 7, 8, 9)] == [8, 2, 1, 0]


def test_a_code_is_short_and_never_the_same():
    codes = {rules.new_code() for _ in range(200)}
    assert (len(codes), {len(one) for one in codes}) == (200, {10})
    assert rules.number_of("红星村", "公示", 2024, 3) == "红星村公示〔2024〕3号"
