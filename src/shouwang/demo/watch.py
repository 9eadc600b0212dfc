"""The 24 months of the watch, counted in days since 1970-01-01 and in months of the watch."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from shouwang.demo.draws import Ints

MONTHS = 24
YEAR = 365.25
NEVER = np.iinfo(np.int32).min
EPOCH = date(1970, 1, 1).toordinal()

# Month of the Spring Festival's first day, where it is not February.
FESTIVAL_IN_JANUARY = frozenset({2017, 2020, 2023, 2025, 2028})


def day(on: date) -> int:
    """The day number of `on`."""
    return on.toordinal() - EPOCH


@dataclass(frozen=True)
class Watch:
    """Two years of monthly facts that end with the month of `as_of`."""

    as_of: date

    @cached_property
    def last(self) -> int:
        """The day number of `as_of`."""
        return day(self.as_of)

    @cached_property
    def months(self) -> Ints:
        """First day numbers of the 24 months."""
        return self._starts[:MONTHS]

    @cached_property
    def _starts(self) -> Ints:
        end = np.datetime64(self.as_of, "M")
        starts = np.arange(end - MONTHS + 1, end + 2).astype("datetime64[D]")
        return starts.astype(np.int64).astype(np.int32)

    @cached_property
    def first(self) -> int:
        """The first day of the watch."""
        return int(self._starts[0])

    @cached_property
    def calendar_month(self) -> Ints:
        """1 to 12 for each of the 24 months."""
        return (np.arange(MONTHS) + self.as_of.month) % 12 + 1

    @cached_property
    def calendar_year(self) -> Ints:
        """The year of each of the 24 months."""
        months = self.as_of.year * 12 + self.as_of.month - 1 - np.arange(MONTHS)[::-1]
        return months // 12

    @cached_property
    def second_year(self) -> Ints:
        """0 for the first twelve months, 1 for the last twelve."""
        return (np.arange(MONTHS) >= MONTHS // 2).astype(np.int64)

    def starts(self, month: Ints) -> Ints:
        """First day numbers of months by their position; those before the watch are negative."""
        first = np.datetime64(self.as_of, "M") - (MONTHS - 1)
        return (first + month).astype("datetime64[D]").astype(np.int64)

    def month_of(self, days: Ints) -> Ints:
        """Position in the watch of each day number: −1 before it, 23 at most."""
        return np.searchsorted(self._starts[:MONTHS], days, side="right") - 1

    @cached_property
    def festival(self) -> Ints:
        """True in the months of the Spring Festival."""
        january = np.isin(self.calendar_year, sorted(FESTIVAL_IN_JANUARY))
        return self.calendar_month == np.where(january, 1, 2)
