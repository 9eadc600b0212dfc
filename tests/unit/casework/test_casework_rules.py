"""The step bar, what many cases may share, the median of counted days."""

from collections import Counter
from datetime import date

from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.rules import Past
from shouwang.watch.casework import rules
from shouwang.watch.casework.queries.overview import median
from shouwang.watch.casework.rules import Stage

ON = date(2024, 3, 4)


def declaration():
    return packaged_procedures().resolve("monitored_identification", "360781", ON).declaration


def history(*steps):
    return [Past("", step, ON, frozenset({1})) for step in steps]


def test_the_bar_shows_what_is_done_and_what_lies_ahead():
    bar = rules.stages(declaration(), history("taking_up", "verification"))
    assert bar[:3] == [
        Stage("taking_up", "done", ON), Stage("verification", "current", ON),
        Stage("information_check", "todo"),
    ]  # fmt: skip
    assert bar[-1] == Stage("listed", "todo")


def test_a_step_that_was_left_backwards_is_shown_as_returned():
    bar = rules.stages(
        declaration(), history("taking_up", "verification", "information_check", "verification")
    )
    assert [(one.key, one.state) for one in bar[:3]] == [
        ("taking_up", "done"), ("verification", "current"), ("information_check", "returned"),
    ]  # fmt: skip


def test_a_finished_case_has_nothing_ahead():
    bar = rules.stages(declaration(), history("taking_up", "withdrawn"))
    assert [(one.key, one.state) for one in bar] == [("taking_up", "done"), ("withdrawn", "done")]


def test_only_ways_that_one_paper_can_carry_are_taken_with_many():
    shared = {key for key, way in declaration().transitions.items() if rules.is_shared(way)}
    assert {"take_up", "end_notice", "pass_township", "approve", "announce"} <= shared
    assert not {"verify", "agree", "disagree", "hand_in_visit", "help_first"} & shared


def test_the_median_is_a_day_that_occurs():
    assert (median(Counter({1: 1, 5: 1})), median(Counter({1: 1, 5: 2})), median(Counter())) == (
        1, 5, 0,
    )  # fmt: skip
