"""How this room writes into the journal."""

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import queries
from shouwang.people.models import Account


def trace(
    by: Account | None,
    act: str,
    *,
    subject: Account,
    place: RegionCode | None = None,
    reason: str = "",
    **evidence: object,
) -> None:
    """One entry: who (None is the system), which act, about whom, where, why, with what.

    Without a place it is written where the subject's latest duty is, so that the auditor of that
    place reads it.
    """
    if place is None:
        held = queries.duties_of(subject)
        place = max(held, key=lambda duty: str(duty.period.start)).region if held else None
    journal.record(
        by=by,
        act=act,
        subject=subject,
        region=place,
        reason=reason,
        evidence={"username": subject.username, **evidence},
    )
