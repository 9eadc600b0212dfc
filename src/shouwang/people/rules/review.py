"""Looking through the duties of a place: which to ask about, and why."""

from dataclasses import dataclass
from datetime import date, timedelta

REVIEW_AFTER = timedelta(days=180)  # a duty that nobody has confirmed for so long
UNUSED_AFTER = timedelta(days=90)  # an account that has not logged in for so long
SOON = timedelta(days=30)  # a duty that ends within so many days


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a duty in force: when it began, ends, was confirmed, its account used."""

    begins_on: date
    until: date
    confirmed_on: date | None
    used_on: date | None
    account_made_on: date


def doubts(known: Known, on: date) -> tuple[str, ...]:
    """Why to ask about the duty: never_used, unused, unreviewed, ends_soon; empty when no reason.

    A new account has as long to be used as an old one may rest.
    """
    found = []
    if known.used_on is None and on - known.account_made_on > UNUSED_AFTER:
        found.append("never_used")
    if known.used_on is not None and on - known.used_on > UNUSED_AFTER:
        found.append("unused")
    if on - (known.confirmed_on or known.begins_on) > REVIEW_AFTER:
        found.append("unreviewed")
    if known.until - on <= SOON:
        found.append("ends_soon")
    return tuple(found)
