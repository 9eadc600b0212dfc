"""Heads that are needed, and what is wrong with a vote."""

import pytest
from tests.factories_reviews import NAMES

from shouwang.watch.reviews import rules
from shouwang.watch.reviews.rules import Attendance, Ballot

ROLL = Attendance(NAMES, frozenset(NAMES[:7]))


@pytest.mark.parametrize(
    ("share", "of", "expected"),
    [
        ((2, 3), 9, 6),
        ((2, 3), 7, 5),
        ((2, 3), 3, 2),
        ((1, 2), 6, 3),
        ((1, 2), 7, 4),
        ((1, 2), 0, 0),
    ],
)
def test_a_share_includes_the_number_itself(share, of, expected):
    assert rules.needed(*share, of) == expected


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (Ballot(6, 1, 0, NAMES[0]), []),
        (Ballot(0, 7, 0, NAMES[0]), []),
        (Ballot(5, 1, 0, NAMES[0], {NAMES[2]: "堂兄"}), []),
        (Ballot(6, 1, 0, NAMES[0], {NAMES[2]: "堂兄"}), ["vote_uneven"]),
        (Ballot(6, 0, 0, NAMES[0]), ["vote_uneven"]),
        (Ballot(6, 1, None, NAMES[0]), ["vote_missing"]),
        (Ballot(5, 1, 0, NAMES[0], {NAMES[0]: "堂兄"}), ["chair_recused"]),
        (Ballot(6, 1, 0, NAMES[0], {NAMES[8]: "堂兄"}), ["recusal"]),
        (Ballot(6, 1, 0, NAMES[0], {"外人": "堂兄"}), ["recusal"]),
        (Ballot(5, 1, 0, NAMES[0], {NAMES[2]: ""}), ["recusal"]),
    ],
)
def test_what_is_wrong_with_a_vote(ballot, expected):
    assert [one.code for one in rules.faults_of(ROLL, ballot)] == expected


@pytest.mark.parametrize(
    ("names", "chair", "recorder", "expected"),
    [
        (NAMES, "甲", "乙", []),
        ((), "甲", "乙", ["roll_empty"]),
        (("甲", "甲"), "甲", "乙", ["roll_twice"]),
        (NAMES, "甲", "甲", ["chair_records"]),
        (tuple(str(n) for n in range(301)), "甲", "乙", ["roll_too_long"]),
    ],
)
def test_what_is_wrong_with_a_roll(names, chair, recorder, expected):
    assert [one.code for one in rules.faults_of_roll(names, chair, recorder)] == expected
