"""By when a department hands over its list of a month: pure rules over the policy's code list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from shouwang.engine import load_pack
from shouwang.watch.intake.layouts import Layout, layout, names


class Standing(StrEnum):
    """How a list of a month stands on a day."""

    AHEAD = "ahead"  # not here, not yet due
    LATE = "late"  # not here, overdue
    IN_TIME = "in_time"
    CAME_LATE = "came_late"


@dataclass(frozen=True, slots=True)
class Due:
    """A list is due on a day of the month after the one that it reports, from a month on."""

    list: str
    day: int
    since: date

    def on(self, period: date) -> date:
        """The last day on which the list of a month (its first day) is in time."""
        return next_month(period).replace(day=self.day)


@cache
def due_lists() -> dict[str, Due]:
    """What the packaged policy says of every department's list."""
    written = load_pack("cn").codes["lists_due"]
    return {
        name: Due(name, written[name]["day"], date.fromisoformat(f"{written[name]['from']}-01"))
        for name in names()
        if name in written
    }


def department_lists() -> Iterator[Layout]:
    """The lists that departments hand over."""
    return (layout(name) for name in names() if layout(name).department)


def latest_due(due: Due, on: date) -> date | None:
    """The latest month whose list is overdue on the day; None when none is yet."""
    period = month_before(on.replace(day=1))
    if due.on(period) >= on:
        period = month_before(period)
    return period if period >= due.since else None


def standing(due_on: date, came_on: date | None, on: date) -> tuple[Standing, int]:
    """How a list stands, and by how many days it is late, or how many are left."""
    if came_on is None:
        days = (on - due_on).days
        return (Standing.LATE, days) if days > 0 else (Standing.AHEAD, -days)
    late = (came_on - due_on).days
    return (Standing.CAME_LATE, late) if late > 0 else (Standing.IN_TIME, 0)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def last_day(first: date) -> date:
    """The last day of the month."""
    return next_month(first) - timedelta(days=1)


def reported_month(as_of: date) -> date:
    """The last month that was over on the day: a list as of 5 July reports June."""
    first = as_of.replace(day=1)
    return first if as_of == last_day(first) else month_before(first)


def months_back(on: date, count: int) -> list[date]:
    """The first days of so many whole months before the day's own, the latest first."""
    months, month = [], on.replace(day=1)
    for _ in range(count):
        month = month_before(month)
        months.append(month)
    return months
