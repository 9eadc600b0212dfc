from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.kernel.workdays import (
    PUBLISHED,
    SUPPOSED,
    CalendarUnknown,
    add_working_days,
    working_days_between,
)


def test_spring_festival_2024_and_its_working_sundays():
    assert PUBLISHED.is_working(date(2024, 2, 4))  # a Sunday worked in lieu
    assert not PUBLISHED.is_working(date(2024, 2, 16))
    assert add_working_days(date(2024, 2, 9), 1) == date(2024, 2, 18)


def test_the_year_without_decree_is_named():
    with pytest.raises(CalendarUnknown, match="year 2027"):
        add_working_days(date(2026, 12, 30), 10)


def test_an_answer_is_owed_in_such_a_year_too():
    assert add_working_days(date(2026, 12, 30), 3, SUPPOSED) == date(2027, 1, 4)
    assert SUPPOSED.is_working(date(2024, 2, 4))  # a decree that is there holds
    entered = SUPPOSED.with_year(2027, rest=[date(2027, 1, 4)])
    assert add_working_days(date(2026, 12, 30), 3, entered) == date(2027, 1, 5)


def test_a_decree_entered_by_hand_serves_and_wins():
    calendar = PUBLISHED.with_year(2027, rest=[date(2027, 1, 1)], work=[date(2027, 1, 3)])
    assert add_working_days(date(2026, 12, 31), 2, calendar) == date(2027, 1, 4)
    mended = PUBLISHED.with_year(2024, rest=[date(2024, 3, 5)])
    assert not mended.is_working(date(2024, 3, 5))


@given(st.dates(date(2015, 1, 1), date(2024, 12, 31)), st.integers(-60, 60))
def test_between_is_the_inverse_of_add(day, count):
    assert working_days_between(day, add_working_days(day, count)) == count
