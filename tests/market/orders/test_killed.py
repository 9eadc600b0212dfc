"""Killed at every point of checkout, payment and refund: the books balance, and it goes on."""

import os
import signal
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connections

from shouwang.ledger import operations as ledger_operations
from shouwang.ledger import queries as ledger
from shouwang.market.orders.gateways.testing import TestingGateway
from shouwang.market.orders.models import Order, Refund, SupplierOrder
from shouwang.market.orders.operations import paying, placing, refunding
from shouwang.market.orders.rules.states import OrderState, PartState
from tests.factories_market_orders import (
    AT,
    RECEIVER,
    a_member,
    an_order,
    in_cart,
    notified,
    stocked,
)

POINTS = {
    "checkout": [
        (placing, "_write"),
        (placing, "_reserve"),
        (ledger_operations, "post"),
    ],
    "payment": [
        (paying, "_locked"),
        (ledger_operations, "resolve"),
        (ledger_operations, "post"),
        (paying, "_paid"),
    ],
    "refund": [
        (refunding, "_sending"),
        (TestingGateway, "refund"),
        (ledger_operations, "post"),
    ],
}
CASES = [
    (step, place, name, when)
    for step, points in POINTS.items()
    for place, name in points
    for when in ("before", "after")
]


def killing(original: Callable, when: str) -> Callable:
    """The function, with the process killed just before or just after it."""

    def killed(*args: object, **kwargs: object) -> object:
        if when == "after":
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    return killed


def killed_in(work: Callable[[], object], place: object, name: str, when: str) -> int:
    """Do the work in a process of its own that is killed there; the signal it ended by."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        setattr(place, name, killing(getattr(place, name), when))
        work()
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


class Buying:
    """One order that is placed, paid and, being paid twice, refunded."""

    def __init__(self) -> None:
        self.member, self.variant, self.number = a_member(), stocked(5), uuid4()
        self.order: Order | None = None

    def prepare(self, step: str) -> None:
        if step == "checkout":
            in_cart(self.member, self.variant)
            return
        self.order = an_order(self.member, self.variant)
        if step == "refund":
            notified(self.order)
            notified(self.order, transaction="T2")

    def checkout(self) -> None:
        placing.place(
            by=self.member, at=AT, number=self.number, receiver=RECEIVER, gateway="testing"
        )

    def payment(self) -> None:
        assert self.order is not None
        notified(self.order)

    def refund(self) -> None:
        refunding.execute_all(at=AT)

    def is_over(self, step: str) -> bool:
        """Whether the step's effect is there, whole."""
        if step == "checkout":
            held = ledger.balance(f"stock:{self.variant.pk}").held
            return (Order.objects.filter(pk=self.number).count(), held) == (1, 1)
        found = Order.objects.get(pk=UUID(str(self.order)))
        if step == "payment":
            return (found.state, ledger.balance("outside:testing").posted) == (
                "paid",
                -found.total_fen,
            )
        return (Refund.objects.get().state, ledger.balance("refund:testing").posted) == ("done", 0)


@pytest.mark.slow
@pytest.mark.parametrize(("step", "place", "name", "when"), CASES)
def test_killed_there_it_goes_on(committed, step, place, name, when):
    buying = Buying()
    buying.prepare(step)
    work = getattr(buying, step)
    assert killed_in(work, place, name, when) == signal.SIGKILL
    assert_sound()
    work()
    work()
    assert_sound()
    assert buying.is_over(step)


def assert_sound() -> None:
    """The books balance, and everything is in a declared state."""
    assert [row for row in ledger.trial_balance() if row.posted] == []
    assert set(Order.objects.values_list("state", flat=True)) <= set(OrderState)
    assert set(SupplierOrder.objects.values_list("state", flat=True)) <= set(PartState)
    for order in Order.objects.exclude(state="awaiting"):
        assert order.paid_at is not None


@pytest.mark.slow
def test_the_database_ends_every_connection_in_the_middle_of_a_checkout(committed, superuser):
    buying = Buying()
    buying.prepare("checkout")
    original = placing._reserve

    def cut_off(*args: object) -> None:
        original(*args)
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'shouwang_market' AND datname = current_database()"
        )

    placing._reserve = cut_off
    try:
        with pytest.raises(Exception, match=r"terminat|closed|lost"):
            buying.checkout()
    finally:
        placing._reserve = original
    connections.close_all()
    assert not Order.objects.exists()
    assert ledger.balance(f"stock:{buying.variant.pk}").held == 0
    buying.checkout()
    assert buying.is_over("checkout")
