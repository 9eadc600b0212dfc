"""What a buyer may ask for, of which line, until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shouwang.kernel.findings import Finding
from shouwang.market.orders.rules.states import OrderState, PartState


class Kind(StrEnum):
    """What is asked."""

    CANCEL = "cancel"
    REFUND = "refund"
    RETURN = "return"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Bought:
    """A line as it stands when something is asked about it."""

    order_state: str
    part_state: str
    to_ship: int
    delivered: int
    left_fen: int
    delivered_at: datetime | None
    has_open_claim: bool


def refusals(
    kind: Kind, pieces: int, bought: Bought, at: datetime, days: timedelta
) -> list[Finding]:
    """Why it cannot be asked; nothing when it can."""
    if bought.has_open_claim:
        return [Finding("open", "这件商品已有一件没有办结的售后申请。")]
    if bought.order_state not in (OrderState.PAID, OrderState.DONE):
        return [Finding("state", "这张订单现在不能申请售后。")]
    if kind == Kind.CANCEL:
        return _of_cancelling(pieces, bought)
    if bought.left_fen <= 0 and kind != Kind.REPLACE:
        return [Finding("nothing", "这件商品的钱已经全部退还。")]
    if pieces < 1 or pieces > bought.delivered:
        return [Finding("pieces", f"只能对已收到的 {bought.delivered} 件申请售后。")]
    if bought.delivered_at is not None and at > bought.delivered_at + days:
        return [Finding("late", f"收货后 {days.days} 天内可以申请售后，现在已经过期。")]
    return []


def is_freight_owed(was_sent: bool, is_buyers_own: bool) -> bool:
    """Whether freight goes back with the last goods of a part that is cancelled.

    What was never sent cost nothing to send. A parcel that its receiver refused did: when nothing
    is wrong with the goods the buyer bears it, as the freight of goods that are sent back within
    seven days (Law on consumers' rights, article 25); when something is, the seller (article 24).
    """
    return not (was_sent and is_buyers_own)


def _of_cancelling(pieces: int, bought: Bought) -> list[Finding]:
    if bought.part_state not in (PartState.TO_PACK, PartState.PARTLY_SHIPPED):
        return [Finding("sent", "已经发货，不能取消：收到后可以申请退货。")]
    if pieces < 1 or pieces > bought.to_ship:
        return [Finding("pieces", f"还没有发的只有 {bought.to_ship} 件。")]
    return []
