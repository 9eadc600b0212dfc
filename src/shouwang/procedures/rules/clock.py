"""Days that are counted: half-open, on the Chinese calendar, standing still while stopped.

The day on which a period begins does not count; a period of calendar days that would end on a day
of rest ends on the next working day (Civil Code, articles 201 and 203).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from shouwang.kernel.workdays import (
    PUBLISHED,
    WorkCalendar,
    add_working_days,
    working_days_between,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """A case stood in a step from a day until another; `end` None is where it stands now."""

    step: str
    start: date
    end: date | None
    stopped: bool = False
    resumed: bool = False  # the clock of an earlier stay in this step goes on


@dataclass(frozen=True, slots=True)
class Stretch:
    """The clock ran from a day and was stopped on another; the days between the two count."""

    start: date
    end: date | None


def last_day(
    stretches: Sequence[Stretch], days: int, *, working: bool, calendar: WorkCalendar = PUBLISHED
) -> date | None:
    """The last day of a period of so many days; None while its clock stands still.

    Raises CalendarUnknown for a year whose holidays are not known.
    """
    if not stretches or stretches[-1].end is not None:
        return None
    if calendar is PUBLISHED:
        return _last_published(tuple(stretches), days, working)
    return _last(stretches, days, working, calendar)


@lru_cache(maxsize=4096)
def _last_published(stretches: tuple[Stretch, ...], days: int, working: bool) -> date:
    """Thousands of cases are decided at once, and they ask for the same few periods."""
    return _last(stretches, days, working, PUBLISHED)


def _last(stretches: Sequence[Stretch], days: int, working: bool, calendar: WorkCalendar) -> date:
    *earlier, running = stretches
    left = days - sum(_counted(one, working, calendar) for one in earlier)
    if working:
        return add_working_days(running.start, max(left, 0), calendar)
    return _or_next_working(running.start + _DAY * max(left, 0), calendar)


def _counted(stretch: Stretch, working: bool, calendar: WorkCalendar) -> int:
    """The whole days between the first and the day of the stop, neither of them counted."""
    before_stop = (stretch.end or stretch.start) - _DAY
    if before_stop <= stretch.start:
        return 0
    if working:
        return working_days_between(stretch.start, before_stop, calendar)
    return (before_stop - stretch.start).days


def _or_next_working(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_working(day):
        day += _DAY
    return day


def of_step(stays: Sequence[Stay]) -> list[Stretch]:
    """How the clock of the step ran in which the case stands now, its resumed stays included."""
    chain: list[Stay] = []
    here = stays[-1].step if stays else ""
    for stay in reversed(stays):
        if stay.step != here:
            continue
        chain.insert(0, stay)
        if not stay.resumed:
            break
    return [Stretch(stay.start, stay.end) for stay in chain]


def since_step(stays: Sequence[Stay], step: str, until: Iterable[str]) -> list[Stretch]:
    """How a clock ran that began with the latest entry into a step; none once it has ended."""
    begun = _latest_entry(stays, step)
    if begun is None or any(stay.step in until for stay in stays[begun:]):
        return []
    runs = groupby(stays[begun:], key=lambda stay: stay.stopped)
    running = [list(group) for stopped, group in runs if not stopped]
    return [Stretch(group[0].start, group[-1].end) for group in running]


def _latest_entry(stays: Sequence[Stay], step: str) -> int | None:
    entries = [n for n, stay in enumerate(stays) if stay.step == step and not stay.resumed]
    return entries[-1] if entries else None
