from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from psycopg.types.range import Range

from shouwang.kernel.periods import (
    ALWAYS,
    Period,
    PeriodEmpty,
    add_months,
    age_on,
    whole_months_before,
)

DAYS = st.dates(date(2000, 1, 1), date(2001, 1, 1))


@st.composite
def periods(draw):
    start, end = draw(DAYS | st.none()), draw(DAYS | st.none())
    assume(start is None or end is None or start < end)
    return Period(start, end)


def test_the_end_is_outside():
    march = Period.month(date(2024, 3, 15))
    assert march == Period(date(2024, 3, 1), date(2024, 4, 1))
    assert march.contains(date(2024, 3, 31))
    assert not march.contains(date(2024, 4, 1))
    assert march.days == 31


def test_a_period_without_days_is_refused():
    with pytest.raises(PeriodEmpty):
        Period(date(2024, 1, 1), date(2024, 1, 1))
    with pytest.raises(PeriodEmpty):
        Period.of_range(Range(empty=True))


@given(periods(), periods(), DAYS)
def test_intersection_holds_the_days_of_both(one, other, day):
    both = one.intersection(other)
    inside = one.contains(day) and other.contains(day)
    assert (both is not None and both.contains(day)) == inside
    assert (both is not None) == one.overlaps(other) == other.overlaps(one)


@given(periods(), periods())
def test_adjacent_periods_never_overlap(one, other):
    assert one.adjacent(other) == other.adjacent(one)
    assert not (one.adjacent(other) and one.overlaps(other))


def test_neighbouring_years_are_adjacent():
    assert Period.year(2023).adjacent(Period.year(2024))
    assert not Period.year(2023).adjacent(Period.year(2025))
    assert not ALWAYS.adjacent(ALWAYS)


def test_windows_of_the_facts_standard():
    day = date(2024, 6, 30)
    assert whole_months_before(day, 12) == Period(date(2023, 6, 1), date(2024, 6, 1))
    assert whole_months_before(day, 12, back=12) == Period(date(2022, 6, 1), date(2023, 6, 1))
    assert whole_months_before(day, 3) == Period(date(2024, 3, 1), date(2024, 6, 1))


def test_months():
    assert list(Period(date(2023, 11, 20), date(2024, 1, 2)).months()) == [
        date(2023, 11, 1),
        date(2023, 12, 1),
        date(2024, 1, 1),
    ]
    assert add_months(date(2024, 1, 31), -13) == date(2022, 12, 1)


def test_who_is_born_on_leap_day_grows_older_in_march():
    assert age_on(date(2008, 2, 29), date(2023, 2, 28)) == 14
    assert age_on(date(2008, 2, 29), date(2023, 3, 1)) == 15
    assert age_on(date(2008, 2, 29), date(2024, 2, 29)) == 16


@given(periods())
def test_range_reads_back(period):
    assert Period.of_range(period.to_range()) == period
