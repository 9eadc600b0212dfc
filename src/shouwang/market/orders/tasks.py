"""What orders do by the clock. Each duty takes whatever is ripe and may be killed at any time."""

from datetime import datetime

from shouwang.market.orders.operations import (
    aftersales,
    carting,
    ending,
    groups,
    refunding,
    shipping,
)
from shouwang.market.orders.policy import terms


def expire(*, at: datetime) -> int:
    """Unpaid orders over their time; then groups over theirs."""
    return ending.expire(at=at) + groups.end_groups(at=at)


def follow(*, at: datetime) -> int:
    """Parts sent long ago, requests nobody answered, carts nobody came back to."""
    assumed = shipping.assume_delivered(at=at) + aftersales.agree_unanswered(at=at)
    carting.forget(at=at, kept_for=terms(at).days("order_cart_days"))
    return assumed


def refund(*, at: datetime) -> int:
    """Money owed back is sent through the gateways."""
    return refunding.execute_all(at=at)
