"""Half-open periods of days, and months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from psycopg.types.range import Range

from shouwang.kernel.errors import ShouwangError


class PeriodEmpty(ShouwangError):
    """A period must end after it begins: {start} to {end} holds no day."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` on and before `end`; None on a side means without limit."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self._first >= self._limit:
            raise PeriodEmpty(start=self.start, end=self.end)

    @classmethod
    def year(cls, year: int) -> "Period":
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def month(cls, day: date) -> "Period":
        """The calendar month that the day lies in."""
        return cls(first_of_month(day), add_months(day, 1))

    @classmethod
    def of_range(cls, days: "Range[date]") -> "Period":
        """From PostgreSQL's daterange (which PostgreSQL keeps half-open); empty is refused."""
        if days.isempty:
            raise PeriodEmpty(start="empty", end="empty")
        return cls(days.lower, days.upper)

    def to_range(self) -> "Range[date]":
        """For PostgreSQL's daterange and Django's DateRangeField."""
        return Range(self.start, self.end, "[)")

    @property
    def days(self) -> int:
        """How many days; raises PeriodEmpty for a period without a limit."""
        if self.start is None or self.end is None:
            raise PeriodEmpty(start=self.start, end=self.end)
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self._first <= day < self._limit

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return self._first < other._limit and other._first < self._limit

    def adjacent(self, other: "Period") -> bool:
        """Whether one begins on the very day the other ends."""
        touches = (self.end, other.end)
        return (self.start is not None and self.start == touches[1]) or (
            other.start is not None and other.start == touches[0]
        )

    def intersection(self, other: "Period") -> "Period | None":
        """The days that lie in both, or None."""
        if not self.overlaps(other):
            return None
        start, limit = max(self._first, other._first), min(self._limit, other._limit)
        return Period(
            None if start == date.min else start,
            None if limit == date.max else limit,
        )

    def months(self) -> Iterator[date]:
        """The first day of every month that has a day in the period; needs both limits."""
        if self.start is None or self.end is None:
            raise PeriodEmpty(start=self.start, end=self.end)
        month = first_of_month(self.start)
        while month < self.end:
            yield month
            month = add_months(month, 1)

    @property
    def _first(self) -> date:
        return date.min if self.start is None else self.start

    @property
    def _limit(self) -> date:
        return date.max if self.end is None else self.end


ALWAYS = Period()


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies so many months after (or before) the day's month."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def whole_months_before(day: date, months: int, back: int = 0) -> Period:
    """The whole months before the day's month, moved back by `back` further months.

    `whole_months_before(D, 12)` is the window, `whole_months_before(D, 12, back=12)` the previous
    window and `whole_months_before(D, 3)` the quarter of the facts standard.
    """
    return Period(add_months(day, -months - back), add_months(day, -back))


def age_on(birth_on: date, day: date) -> int:
    """Completed years; who is born on 29 February grows older on 1 March of common years."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
