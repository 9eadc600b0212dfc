"""The states of an order and of its parts, and every step that is allowed; nothing else is."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from shouwang.kernel.errors import ShouwangError

S = TypeVar("S", bound=StrEnum)


class StepRefused(ShouwangError):
    """A thing in state {state} does not take the step {step}."""


class OrderState(StrEnum):
    """Where a whole order stands, as its buyer sees it."""

    AWAITING = "awaiting"  # reserved, not paid
    GROUPED = "grouped"  # paid, its group has not reached the threshold
    PAID = "paid"  # paid, on its way through the suppliers
    DONE = "done"  # nothing more is to come
    EXPIRED = "expired"  # not paid in time, goods given back
    CANCELLED = "cancelled"  # taken back before it was paid
    REFUNDED = "refunded"  # paid, and all of it given back


class PartState(StrEnum):
    """Where one supplier's part of an order stands."""

    WAITING = "waiting"  # for money, or for the group
    TO_PACK = "to_pack"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"  # nothing of it will be sent


class PaymentState(StrEnum):
    """An attempt to pay."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


class RefundState(StrEnum):
    """Money owed back: from being owed to having been sent by the gateway."""

    OWED = "owed"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


class AfterSaleState(StrEnum):
    """A request about goods bought."""

    ASKED = "asked"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ParcelState(StrEnum):
    """A parcel after it was handed to the carrier."""

    ON_WAY = "on_way"
    DELIVERED = "delivered"
    LOST = "lost"
    REFUSED = "refused"  # the receiver did not take it; on its way back
    RETURNED = "returned"  # back at the supplier's: its pieces wait to be sent again or cancelled


class Seen(StrEnum):
    """What a carrier says of a parcel, in the order in which it happens."""

    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    AT_PICKUP = "at_pickup"
    SIGNED = "signed"
    REFUSED = "refused"
    RETURNED = "returned"


class GroupState(StrEnum):
    """A group that buys together."""

    OPEN = "open"
    REACHED = "reached"
    FAILED = "failed"


ORDER_STEPS: Mapping[tuple[OrderState, str], OrderState] = {
    (OrderState.AWAITING, "pay"): OrderState.PAID,
    (OrderState.AWAITING, "pay_in_group"): OrderState.GROUPED,
    (OrderState.AWAITING, "expire"): OrderState.EXPIRED,
    (OrderState.AWAITING, "cancel"): OrderState.CANCELLED,
    # a late payment takes the goods again where there are any
    (OrderState.EXPIRED, "pay"): OrderState.PAID,
    (OrderState.GROUPED, "reach"): OrderState.PAID,
    (OrderState.GROUPED, "give_back"): OrderState.REFUNDED,
    (OrderState.PAID, "finish"): OrderState.DONE,
    (OrderState.PAID, "give_back"): OrderState.REFUNDED,
    (OrderState.DONE, "give_back"): OrderState.REFUNDED,
}
PART_STEPS: Mapping[tuple[PartState, str], PartState] = {
    (PartState.WAITING, "pay"): PartState.TO_PACK,
    (PartState.WAITING, "cancel"): PartState.CANCELLED,
    (PartState.CANCELLED, "pay"): PartState.TO_PACK,
    (PartState.TO_PACK, "ship_some"): PartState.PARTLY_SHIPPED,
    (PartState.TO_PACK, "ship_all"): PartState.SHIPPED,
    (PartState.TO_PACK, "cancel"): PartState.CANCELLED,
    (PartState.PARTLY_SHIPPED, "ship_some"): PartState.PARTLY_SHIPPED,
    (PartState.PARTLY_SHIPPED, "ship_all"): PartState.SHIPPED,
    (PartState.SHIPPED, "deliver"): PartState.DELIVERED,
    # a parcel came back: its pieces are to be sent again, or cancelled
    (PartState.SHIPPED, "some_back"): PartState.PARTLY_SHIPPED,
    (PartState.PARTLY_SHIPPED, "some_back"): PartState.PARTLY_SHIPPED,
    (PartState.SHIPPED, "all_back"): PartState.TO_PACK,
    (PartState.PARTLY_SHIPPED, "all_back"): PartState.TO_PACK,
}
PARCEL_STEPS: Mapping[tuple[ParcelState, str], ParcelState] = {
    (ParcelState.ON_WAY, Seen.ACCEPTED): ParcelState.ON_WAY,
    (ParcelState.ON_WAY, Seen.UNDER_WAY): ParcelState.ON_WAY,
    (ParcelState.ON_WAY, Seen.AT_PICKUP): ParcelState.ON_WAY,
    (ParcelState.ON_WAY, Seen.SIGNED): ParcelState.DELIVERED,
    (ParcelState.ON_WAY, Seen.REFUSED): ParcelState.REFUSED,
    (ParcelState.REFUSED, Seen.UNDER_WAY): ParcelState.REFUSED,
    (ParcelState.REFUSED, Seen.RETURNED): ParcelState.RETURNED,
}
AFTER_SALE_STEPS: Mapping[tuple[AfterSaleState, str], AfterSaleState] = {
    (AfterSaleState.ASKED, "agree"): AfterSaleState.AGREED,
    (AfterSaleState.ASKED, "settle"): AfterSaleState.DONE,
    (AfterSaleState.ASKED, "refuse"): AfterSaleState.REFUSED,
    (AfterSaleState.ASKED, "withdraw"): AfterSaleState.WITHDRAWN,
    (AfterSaleState.AGREED, "send_back"): AfterSaleState.SENT_BACK,
    (AfterSaleState.AGREED, "withdraw"): AfterSaleState.WITHDRAWN,
    (AfterSaleState.SENT_BACK, "settle"): AfterSaleState.DONE,
}
REFUND_STEPS: Mapping[tuple[RefundState, str], RefundState] = {
    (RefundState.OWED, "send"): RefundState.SENT,
    (RefundState.FAILED, "send"): RefundState.SENT,
    (RefundState.SENT, "finish"): RefundState.DONE,
    (RefundState.SENT, "fail"): RefundState.FAILED,
}
# Reserved goods that may still be paid for.
UNPAID = (OrderState.AWAITING,)
# Money of these orders lies with the market or has gone on to the suppliers.
BOUGHT = (OrderState.PAID, OrderState.DONE)


def next_order(state: str, step: str) -> OrderState:
    """Where a step leads. Raises StepRefused."""
    return _next(ORDER_STEPS, OrderState(state), step)


def next_part(state: str, step: str) -> PartState:
    """Where a step leads. Raises StepRefused."""
    return _next(PART_STEPS, PartState(state), step)


def next_after_sale(state: str, step: str) -> AfterSaleState:
    """Where a step leads. Raises StepRefused."""
    return _next(AFTER_SALE_STEPS, AfterSaleState(state), step)


def next_refund(state: str, step: str) -> RefundState:
    """Where a step leads. Raises StepRefused."""
    return _next(REFUND_STEPS, RefundState(state), step)


def next_parcel(state: str, step: str) -> ParcelState:
    """Where a step leads. Raises StepRefused."""
    return _next(PARCEL_STEPS, ParcelState(state), step)


def ways_of_parcel(state: str) -> list[Seen]:
    """What may be entered about a parcel in a state, in the order in which it happens."""
    return [one for one in Seen if (ParcelState(state), one) in PARCEL_STEPS]


def after_parts(state: str, parts: Iterable[str]) -> OrderState:
    """The state of a paid order whose parts stand so: done when none is still to come."""
    over = {PartState.DELIVERED, PartState.CANCELLED}
    if state == OrderState.PAID and all(PartState(part) in over for part in parts):
        return next_order(state, "finish")
    return OrderState(state)


def _next(steps: Mapping[tuple[S, str], S], state: S, step: str) -> S:
    if (state, step) not in steps:
        raise StepRefused(state=state.value, step=step)
    return steps[state, step]
