"""How long a supplier's people may read where a parcel goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shouwang.market.orders.rules.states import PartState

_TO_SEND = (PartState.TO_PACK, PartState.PARTLY_SHIPPED)


@dataclass(frozen=True, slots=True)
class Sending:
    """Where a part stands, and whether other goods are to be sent for ones that came back."""

    state: PartState
    shipped_at: datetime | None
    delivered_at: datetime | None
    is_replacing: bool = False


def is_receiver_needed(part: Sending, at: datetime, days: timedelta) -> bool:
    """Whether receiver, telephone and address are still needed by who packs.

    As long as something is to be sent. On the way, and while a replacement is open, for so many
    days after the goods were sent or arrived: then nobody needs them any more, whatever is open.
    """
    if part.state in _TO_SEND:
        return True
    if part.state == PartState.SHIPPED:
        return part.shipped_at is None or at <= part.shipped_at + days
    is_open = part.state == PartState.DELIVERED and part.is_replacing
    return is_open and part.delivered_at is not None and at <= part.delivered_at + days
