"""What a notice of payment says, and what is made of it."""

from dataclasses import dataclass
from enum import StrEnum

from shouwang.market.orders.rules.states import OrderState, PaymentState


class Verdict(StrEnum):
    """What became of one notice. Every notice is recorded with one of these."""

    TAKEN = "taken"  # the order is paid by it
    TAKEN_AGAIN = "taken_again"  # too late, but the goods could be reserved again
    LATE = "late"  # too late: the money is owed back
    REPEATED = "repeated"  # said before
    PAID_TWICE = "paid_twice"  # a second payment of a paid order: owed back
    WRONG_AMOUNT = "wrong_amount"  # other money than asked for: owed back
    NOT_PAID = "not_paid"  # the gateway says that the payment failed or was closed
    REFUND = "refund"  # a refund of ours arrived
    UNKNOWN = "unknown"  # speaks of nothing we know
    FORGED = "forged"  # not signed by the gateway
    UNREADABLE = "unreadable"  # signed, but not understood


# Somebody of the operator looks at these.
TROUBLE = (
    Verdict.LATE,
    Verdict.PAID_TWICE,
    Verdict.WRONG_AMOUNT,
    Verdict.UNKNOWN,
    Verdict.FORGED,
    Verdict.UNREADABLE,
)


class Said(StrEnum):
    """What the gateway says happened."""

    PAID = "paid"
    NOT_PAID = "not_paid"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose signature was right. `number` is our payment's, or our refund's, number."""

    gateway: str
    said: Said
    number: str
    transaction: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the payment and its order stand when the notice is read."""

    payment_state: str
    amount_fen: int
    transaction: str | None
    order_state: str
    refunded_transactions: frozenset[str] = frozenset()


def verdict_on(notice: Notice, standing: Standing | None) -> Verdict:
    """What is to be made of a notice that a payment was made; pure.

    `LATE` for an order that expired: whoever acts on it first tries to take the goods again.
    """
    if standing is None:
        return Verdict.UNKNOWN
    if notice.said == Said.NOT_PAID:
        return Verdict.NOT_PAID
    if not notice.transaction or notice.amount_fen <= 0:
        return Verdict.UNREADABLE
    known = {standing.transaction, *standing.refunded_transactions}
    if notice.transaction in known:
        return Verdict.REPEATED
    if standing.payment_state == PaymentState.PAID or standing.order_state not in _UNPAID:
        return Verdict.PAID_TWICE
    if notice.amount_fen != standing.amount_fen:
        return Verdict.WRONG_AMOUNT
    if standing.order_state == OrderState.AWAITING:
        return Verdict.TAKEN
    return Verdict.LATE


_UNPAID = (OrderState.AWAITING, OrderState.EXPIRED, OrderState.CANCELLED)
