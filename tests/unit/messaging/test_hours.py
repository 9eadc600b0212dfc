"""Quiet hours, pauses, the hour and the words of a digest."""

from datetime import UTC, datetime, timedelta

import pytest

from shouwang.messaging.rules import (
    MOST_CHARACTERS,
    digest_text,
    is_digest_hour,
    pause,
    quiet_until,
)
from shouwang.messaging.rules.hours import LONGEST


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 6, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "until"),
    [
        (at(3, 20, 59), 21, 8, None),
        (at(3, 21), 21, 8, at(4, 8)),
        (at(4, 0), 21, 8, at(4, 8)),
        (at(4, 7, 59), 21, 8, at(4, 8)),
        (at(4, 8), 21, 8, None),
        (at(3, 13), 12, 14, at(3, 14)),
        (at(3, 14), 12, 14, None),
        (at(3, 3), 8, 8, None),
        (at(30, 23), 21, 8, datetime(2024, 7, 1, 8, tzinfo=UTC)),
    ],
)
def test_quiet_hours(now, begins, ends, until):
    assert quiet_until(now, begins, ends) == until


def test_pauses_grow_and_are_bounded():
    first = timedelta(minutes=2)
    minutes = [pause(attempts, first) / timedelta(minutes=1) for attempts in (1, 2, 3, 4)]
    assert minutes == [2, 10, 50, 250]
    assert pause(40, first) == LONGEST


@pytest.mark.parametrize(("hour", "now"), [(7, False), (8, True), (10, True), (11, False)])
def test_the_hour_of_the_digest(hour, now):
    assert is_digest_hour(at(3, hour), 8) is now


def test_a_long_digest_says_how_much_is_left_out():
    assert digest_text(["一", "二"], "另有{n}项") == "一\n二"
    text = digest_text(["字" * 90] * 30, "另有{n}项")
    assert len(text) <= MOST_CHARACTERS
    assert text.splitlines()[-1] == "另有20项"
