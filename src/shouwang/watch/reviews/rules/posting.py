"""The days of a notice, its number, and the code of its public page."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from shouwang.kernel.workdays import PUBLISHED, CalendarUnknown, WorkCalendar
from shouwang.procedures.rules import Declaration, Past, Transition, ripe_on

CODE_LETTERS = 10
# 50 random bits, in letters of which none is taken for another; see papers.rules
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DAY = timedelta(days=1)


def last_day(
    declaration: Declaration,
    history: Sequence[Past],
    way: Transition,
    posted_on: date,
    calendar: WorkCalendar = PUBLISHED,
) -> date | None:
    """Until when a notice posted on the day stands, were the way into it taken on that day.

    None where the step has no notice, or a year's holidays are not decreed yet: nothing is guessed.
    """
    step = way.leads_to(history[-1].step)
    entered = Past(way.key, step, posted_on, frozenset())
    try:
        first_after = ripe_on(declaration, (*history, entered), calendar)
    except CalendarUnknown:
        return None
    return first_after - _DAY if first_after else None


def days_left(ends_on: date, on: date) -> int:
    """How many days a notice still stands, today included; 0 once it is over."""
    return max((ends_on - on).days + 1, 0)


def number_of(village: str, kind: str, year: int, serial: int) -> str:
    """The number of a notice, as villages write it: 红星村公示〔2024〕3号."""
    return f"{village}{kind}〔{year}〕{serial}号"


def new_code() -> str:
    """The code of a public page: short enough to type, 50 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LETTERS))
