"""Working days on the calendar that the State Council decrees year by year.

Holidays and the weekend days worked in lieu are published each autumn for the following year
only, so a deadline that reaches a year without a decree is an error, not a guess. Where somebody
must be answered by a day all the same, `SUPPOSED` supposes that such a year has neither holidays
nor weekends worked in lieu.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import chinese_calendar

from shouwang.kernel.errors import ShouwangError

_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarUnknown(ShouwangError):
    """No holiday decree is known for the year {year}: enter its holidays and working weekends."""


@dataclass(frozen=True, slots=True)
class YearDecree:
    """The holidays of one year, and the weekend days worked in lieu."""

    rest: frozenset[date]
    work: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked: the published decrees, and decrees entered by hand, which win.

    With `supposing`, every Monday to Friday of a year without a decree is a working day.
    """

    entered: Mapping[int, YearDecree] = field(default_factory=dict)
    supposing: bool = False

    def with_year(
        self, year: int, *, rest: Iterable[date], work: Iterable[date] = ()
    ) -> "WorkCalendar":
        """The same calendar with the decree of one more year."""
        decree = YearDecree(frozenset(rest), frozenset(work))
        return replace(self, entered={**self.entered, year: decree})

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; raises CalendarUnknown when its year has no decree."""
        decree = self.entered.get(day.year)
        if decree is not None:
            return day in decree.work or (day.weekday() < _SATURDAY and day not in decree.rest)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError as error:
            if self.supposing:
                return day.weekday() < _SATURDAY
            raise CalendarUnknown(year=day.year) from error


PUBLISHED = WorkCalendar()
SUPPOSED = WorkCalendar(supposing=True)


def add_working_days(day: date, count: int, calendar: WorkCalendar = PUBLISHED) -> date:
    """The count-th working day after the day (before it, for a negative count).

    The day itself never counts; a count of 0 gives the day back. Raises CalendarUnknown.
    """
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar = PUBLISHED) -> int:
    """How many working days lie after `start`, up to and including `end`.

    The inverse of `add_working_days`; negative when `end` lies before `start`.
    Raises CalendarUnknown.
    """
    if end < start:
        return -sum(calendar.is_working(day) for day in _days(end - _DAY, start - _DAY))
    return sum(calendar.is_working(day) for day in _days(start, end))


def _days(after: date, until: date) -> list[date]:
    return [after + timedelta(days=count) for count in range(1, (until - after).days + 1)]
