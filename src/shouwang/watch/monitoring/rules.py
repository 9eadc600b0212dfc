"""Decisions about screenings: pure, no clock."""

import calendar
from datetime import date, timedelta

# How old the newest monthly fact may be before the place counts as living in the past.
CURRENT_DAYS = 62


def facts_date(newest_month: date | None, today: date) -> date:
    """The day to screen on: today where facts keep arriving, else the end of the last month known.

    An installation in use receives its lists monthly and is screened as of today. The demonstration
    county, or one whose history is being loaded, lives in the last month it has income for.
    """
    if newest_month is None:
        return today
    end = newest_month.replace(day=calendar.monthrange(newest_month.year, newest_month.month)[1])
    if end >= today - timedelta(days=CURRENT_DAYS):
        return today
    return end


def overlapping(prefix: str, other: str) -> bool:
    """Whether two places, by the digits that matter, share a village."""
    return prefix.startswith(other) or other.startswith(prefix)
