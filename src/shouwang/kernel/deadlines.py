"""How a deadline stands on a day, and what that is called: the same in every list and page."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _


class Urgency(StrEnum):
    """How a deadline stands on a day."""

    NONE = "none"  # no deadline runs
    FAR = "far"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"


SOON_DAYS = 2  # from so many days before its end a deadline is marked
_PRESSES = frozenset({Urgency.SOON, Urgency.TODAY, Urgency.LATE})


@dataclass(frozen=True, slots=True)
class Left:
    """A deadline as seen on a day; `days` is how many are left, or how many it is over."""

    urgency: Urgency
    days: int = 0

    def __str__(self) -> str:
        """In words."""
        if self.urgency is Urgency.NONE:
            return _("没有期限")
        if self.urgency is Urgency.TODAY:
            return _("今天到期")
        if self.urgency is Urgency.LATE:
            return _("超期 %(n)s 天") % {"n": self.days}
        return _("还有 %(n)s 天") % {"n": self.days}


def left(due_on: date | None, on: date) -> Left:
    """How a deadline stands on a day; its last day is not late yet."""
    if due_on is None:
        return Left(Urgency.NONE)
    days = (due_on - on).days
    if days < 0:
        return Left(Urgency.LATE, -days)
    if days == 0:
        return Left(Urgency.TODAY)
    return Left(Urgency.SOON if days <= SOON_DAYS else Urgency.FAR, days)


def pressing(due_on: date | None, on: date, *, finished: bool = False) -> Left | None:
    """The deadline if it is over or nearly so; None where there is time, or nothing left to do."""
    standing = left(due_on, on)
    return standing if not finished and standing.urgency in _PRESSES else None
