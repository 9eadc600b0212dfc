"""How this room writes into the journal."""

from datetime import datetime

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account


def trace(
    by: Account | None,
    act: str,
    *,
    at: datetime,
    subject: Account | None = None,
    place: RegionCode | None = None,
    **details: object,
) -> None:
    """One entry: who (None is the system), which act, when, about whom, where, with what."""
    journal.record(by=by, act=act, at=at, subject=subject, region=place, details=details)
