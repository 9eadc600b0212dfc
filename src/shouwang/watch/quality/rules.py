"""Decisions about findings and differences: pure, no Django, no clock."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from shouwang.engine.model import Named, walk
from shouwang.engine.pack.definitions import Pack

# How old the newest monthly fact may be before the place counts as living in the past.
CURRENT_DAYS = 62
LONGEST_EXPLANATION = 300
ACROSS = "identity_twins"  # the column that speaks of persons of other households

# What may be done with a finding in which state.
EXPLAINABLE = ("open", "explained")
DECIDABLE = ("explained",)


def check_day(newest_month: date | None, today: date) -> date:
    """The day to check on: today where facts keep arriving, else the end of the last month known.

    The same day on which the place is screened.
    """
    if newest_month is None:
        return today
    last = calendar.monthrange(newest_month.year, newest_month.month)[1]
    end = newest_month.replace(day=last)
    return today if end >= today - timedelta(days=CURRENT_DAYS) else end


def current_day(checked_on: date, today: date) -> date:
    """The day to look at one household: that of the last check, or today where it was current."""
    return today if checked_on >= today - timedelta(days=CURRENT_DAYS) else checked_on


def looks_across(pack: Pack) -> frozenset[str]:
    """The rules that need everybody in sight, and so say nothing when one household is checked."""
    return frozenset(
        rule.name
        for rule in pack.active_person_rules
        if any(isinstance(node, Named) and node.name == ACROSS for node in walk(rule.condition))
    )


def per_cent(part: int, whole: int) -> int:
    """A share in whole per cent, rounded down; 0 of nothing."""
    return part * 100 // whole if whole else 0


def plain(text: str) -> str:
    """A sentence somebody wrote, with blanks and line breaks put right."""
    return " ".join(text.split())


def agree(values: Iterable[str | None]) -> bool:
    """Whether the sources that say something say the same."""
    said = {value for value in values if value is not None}
    return len(said) <= 1
