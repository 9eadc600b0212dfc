"""The words of the facts standard about time, as plain date arithmetic."""

from __future__ import annotations

from datetime import date, timedelta


def month_start(day: date, months_back: int = 0) -> date:
    """The first day of the month `months_back` months before the day's month."""
    index = day.year * 12 + day.month - 1 - months_back
    index = min(max(index, 12), 9999 * 12 + 11)
    return date(index // 12, index % 12 + 1, 1)


def whole_months(day: date, count: int, skip: int) -> tuple[date, date]:
    """First day, and the day after the last, of `count` whole months `skip` months back."""
    return month_start(day, count + skip), month_start(day, skip)


def days_before(day: date, count: int) -> date:
    """The day `count` days earlier, kept inside the calendar."""
    return date.fromordinal(min(max(day.toordinal() - count, 1), date.max.toordinal()))


def age_on(day: date, born_on: date) -> int:
    """Completed years; who is born on 29 February is a year older on 1 March of common years."""
    return day.year - born_on.year - ((born_on.month, born_on.day) > (day.month, day.day))


def born_by(day: date, age: int) -> date:
    """The last birthday with which somebody is at least `age` years old on the day."""
    year = min(max(day.year - age, 1), 9999)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def year_before(day: date) -> date:
    """The last day of the calendar year before the day's."""
    return date(day.year, 1, 1) - timedelta(days=1)
