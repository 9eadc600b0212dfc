"""Forms of a number, and the lunar calendar against the moon itself."""

from datetime import UTC, date, datetime, timedelta, timezone
from math import radians, sin

import pytest

from shouwang.watch.linkage.rules import one_form, sentence
from shouwang.watch.linkage.rules.lunar import lunar_days

NEW_YEARS = [date(1930, 1, 30), date(1963, 1, 25), date(1980, 2, 16), date(2024, 2, 10)]
# Terms of the new moon's longitude (Meeus, Astronomical Algorithms, chapter 49); the amplitude in
# days, and the multiples of the sun's anomaly, the moon's anomaly and the moon's latitude argument
TERMS = [
    (-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0), (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2), (0.00056, 1, 2, 0), (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2), (-0.00024, -1, 2, 0),
]  # fmt: skip
BEIJING = timezone(timedelta(hours=8))


def new_moon(k: int) -> datetime:
    """The k-th new moon after 6 January 2000, to about a minute, by the clock of Beijing."""
    t = k / 1236.85
    sun = 2.5534 + 29.10535670 * k
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
    days = 5.09766 + 29.530588861 * k + 0.00015437 * t * t
    days += sum(size * sin(radians(a * sun + b * moon + c * latitude)) for size, a, b, c in TERMS)
    return (datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=days)).astimezone(BEIJING)


def test_every_lunar_month_begins_on_the_day_of_a_new_moon():
    # until 1928 the calendar kept Beijing's own time, 14 minutes earlier; a minute of error besides
    slack = timedelta(minutes=17)
    moons = [new_moon(k) for k in range(-1240, 640)]
    days = {(moon + shift).date() for moon in moons for shift in (-slack, timedelta(0), slack)}
    first_days = [day for day, _, _, number in lunar_days() if number == 1]
    assert [day for day in first_days if day not in days] == []


@pytest.mark.parametrize("day", NEW_YEARS)
def test_the_new_year_falls_where_it_was_kept(day):
    assert (day, day.year, 1, 1) in lunar_days()


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("110105491231002", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５491231002", "11010519491231002X"),
        ("110105701231997", "110105187012319971"),
        ("H0001", "H0001"),
    ],
)
def test_a_number_has_one_form(written, whole):
    assert one_form(written) == whole


def test_evidence_is_said_in_words():
    evidence = {"identity": "unknown", "name": "same_sound", "birth": "same", "sex": "unknown"}
    assert sentence(evidence) == "至少一方没有证件号码；姓名同音；出生日期相同"
