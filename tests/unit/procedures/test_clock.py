"""Days of notices and deadlines, over New Year, stopped and started again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.kernel.workdays import PUBLISHED, CalendarUnknown
from shouwang.procedures.rules.clock import Stay, Stretch, last_day, of_step, since_step

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "days", "working", "last"),
    [
        (date(2024, 6, 3), 5, True, date(2024, 6, 11)),  # dragon boat festival on the 10th
        (date(2024, 6, 3), 5, False, date(2024, 6, 11)),  # the 8th to the 10th are days of rest
        (date(2024, 2, 8), 7, False, date(2024, 2, 18)),  # spring festival; the 18th, a Sunday
        (date(2024, 2, 8), 3, True, date(2024, 2, 19)),  # the 9th, the 18th and the 19th are worked
        (date(2023, 12, 28), 5, True, date(2024, 1, 5)),  # New Year's Day and a weekend
        (date(2023, 12, 28), 2, False, date(2024, 1, 2)),
        (date(2024, 6, 3), 0, False, date(2024, 6, 3)),
    ],
)
def test_the_last_day(start, days, working, last):
    assert last_day([Stretch(start, None)], days, working=working) == last


def test_a_year_without_decree_is_an_error_not_a_guess():
    with pytest.raises(CalendarUnknown):
        last_day([Stretch(date(2026, 12, 28), None)], 20, working=True)


def test_a_stopped_clock_has_no_last_day_and_goes_on_with_what_is_left():
    monday = date(2024, 6, 17)
    stopped = [Stretch(monday, monday + 3 * DAY)]
    assert last_day(stopped, 5, working=False) is None
    # Tuesday and Wednesday counted; three days are left after the day on which it goes on
    resumed = [*stopped, Stretch(date(2024, 7, 1), None)]
    assert last_day(resumed, 5, working=False) == date(2024, 7, 4)
    # what was used up before the stop leaves nothing: the notice ends on the day it goes on
    assert last_day(resumed, 2, working=False) == date(2024, 7, 1)


def test_stays_of_a_notice_that_goes_on_and_of_one_that_begins_anew():
    on = [date(2024, 6, day) for day in range(1, 9)]
    stays = [
        Stay("notice", on[0], on[1]),
        Stay("check", on[1], on[2], stopped=True),
        Stay("notice", on[2], on[3], resumed=True),
        Stay("review", on[3], on[4]),
        Stay("notice", on[4], on[5]),
        Stay("check", on[5], on[6], stopped=True),
        Stay("notice", on[6], None, resumed=True),
    ]
    assert of_step(stays) == [Stretch(on[4], on[5]), Stretch(on[6], None)]
    assert since_step(stays, "review", ("end",)) == [Stretch(on[3], on[5]), Stretch(on[6], None)]
    assert since_step(stays, "review", ("notice",)) == []
    assert since_step(stays, "never", ("end",)) == []


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=7),
    st.integers(1, 15),
    st.booleans(),
    st.dates(date(2018, 1, 1), date(2024, 6, 1)),
)
def test_exactly_so_many_days_are_counted(lengths, days, working, day):
    """Day by day: run, stop, run … until the last stretch, which is not stopped."""
    stretches, counted = [], set()
    for number, length in enumerate(lengths):
        end = day + length * DAY
        if number % 2 == 0:
            stretches.append(Stretch(day, end))
            counted |= {day + n * DAY for n in range(1, length)}
        day = end
    begun = day
    stretches.append(Stretch(begun, None))
    last = last_day(stretches, days, working=working)
    assert last is not None
    counted |= {begun + n * DAY for n in range(1, (last - begun).days + 1)}
    counts = sorted(one for one in counted if not working or PUBLISHED.is_working(one))
    if working:
        assert len(counts) >= days
        assert len([one for one in counts if one < last]) < days or last == begun
    else:
        rolled = last == begun or len(counts) == days or not PUBLISHED.is_working(last - DAY)
        assert (len(counts) >= days, rolled, PUBLISHED.is_working(last)) == (True, True, True)
