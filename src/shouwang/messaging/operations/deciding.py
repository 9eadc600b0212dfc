"""What a person decides about a message that failed, or of which nobody knows whether it went."""

from datetime import datetime

from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging.errors import NotToDecide, ReasonMissing
from shouwang.messaging.models import Outgoing
from shouwang.people.models import Account

TO_DECIDE = (Outgoing.State.FAILED, Outgoing.State.UNCERTAIN)


@transaction.atomic
def send_again(*, by: Account, at: datetime, number: int, reason: str) -> None:
    """Put a failed or uncertain message back to be sent, under the number the sender knows.

    Inside the people scope that is entered. Raises ReasonMissing, NotToDecide.
    """
    row = _held(number, reason)
    row.state, row.due_at, row.attempts, row.fault = Outgoing.State.WAITING, at, 0, ""
    row.save(update_fields=["state", "due_at", "attempts", "fault"])
    _trace(by, "messaging.sent_again", row, reason)


@transaction.atomic
def drop(*, by: Account, at: datetime, number: int, reason: str) -> None:
    """Say that a failed or uncertain message is not sent any more, or has arrived after all.

    Raises as `send_again` does.
    """
    row = _held(number, reason)
    row.state, row.ended_at = Outgoing.State.DROPPED, at
    row.save(update_fields=["state", "ended_at"])
    _trace(by, "messaging.dropped", row, reason)


def _held(number: int, reason: str) -> Outgoing:
    if not reason.strip():
        raise ReasonMissing()
    row = Outgoing.objects.select_for_update(of=("self",)).get(pk=number)
    if row.state not in TO_DECIDE:
        raise NotToDecide(state=row.get_state_display())
    return row


def _trace(by: Account, act: str, row: Outgoing, reason: str) -> None:
    journal.record(
        by=by,
        act=act,
        subject=row,
        region=RegionCode(row.region_code),
        reason=reason,
        evidence={"number": row.number, "channel": row.channel, "template": row.template},
    )
