"""Amounts, freight, states and claims; no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.market.orders.rules import states
from shouwang.market.orders.rules.amounts import Freight, Wanted, bill, pieces, refund_of
from shouwang.market.orders.rules.claims import Bought, Kind, refusals
from shouwang.market.orders.rules.receivers import Sending, is_receiver_needed
from shouwang.market.orders.rules.states import PartState

FREIGHT = Freight(first_fen=600, first_grams=3000, next_fen=100, next_grams=1000, free_fen=19900)
AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


def wanted(variant: int, quantity: int, supplier: UUID = ONE, **given) -> Wanted:
    fields = {"price_fen": 5980, "grams": 5000, "gross_grams": 5600}
    return Wanted(variant, supplier, supplier.hex, "脐橙", quantity, **fields | given)


@pytest.mark.parametrize(
    ("grams", "goods", "fen"),
    [(1, 1, 600), (3000, 1, 600), (3001, 1, 700), (5600, 1, 900), (9000, 19900, 0)],
)
def test_freight_is_first_weight_and_begun_steps(grams, goods, fen):
    assert FREIGHT.of(grams, goods) == fen


def test_a_tier_is_reached_by_all_lines_of_a_variant_together():
    tiers = ((5, 5000), (10, 4000))
    lines = [wanted(1, 3, tiers=tiers), wanted(1, 2, tiers=tiers, note="b"), wanted(2, 1, TWO)]
    found = bill(lines, FREIGHT)
    assert pieces(lines) == {1: 5, 2: 1}
    assert [part.goods_fen for part in found.parts] == [25000, 5980]
    assert [part.freight_fen for part in found.parts] == [0, 900]
    assert found.total_fen == 25000 + 5980 + 900


@given(st.integers(1, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_refunds_of_pieces_never_pass_the_line(price, asked):
    quantity = sum(asked)
    amount, back = price * quantity, 0
    for number in [*asked, 3]:
        back += refund_of(amount, quantity, number, back)
    assert back == amount


def test_what_is_not_declared_is_no_step():
    assert states.next_order("awaiting", "pay") == "paid"
    for state in states.OrderState:
        for step in ("pay", "expire", "cancel", "finish", "give_back", "reach"):
            if (state, step) not in states.ORDER_STEPS:
                with pytest.raises(states.StepRefused):
                    states.next_order(state, step)
    assert states.after_parts("paid", ["delivered", "cancelled"]) == "done"
    assert states.after_parts("paid", ["delivered", "shipped"]) == "paid"
    assert states.after_parts("refunded", ["cancelled"]) == "refunded"


@pytest.mark.parametrize(
    ("kind", "changed", "code"),
    [
        (Kind.REFUND, {}, None),
        (Kind.REFUND, {"has_open_claim": True}, "open"),
        (Kind.REFUND, {"order_state": "awaiting"}, "state"),
        (Kind.REFUND, {"left_fen": 0}, "nothing"),
        (Kind.REPLACE, {"left_fen": 0}, None),
        (Kind.RETURN, {"delivered": 0}, "pieces"),
        (Kind.RETURN, {"delivered_at": AT - timedelta(days=8)}, "late"),
        (Kind.CANCEL, {}, "sent"),
        (Kind.CANCEL, {"part_state": "to_pack", "to_ship": 1}, None),
        (Kind.CANCEL, {"part_state": "to_pack", "to_ship": 0}, "pieces"),
    ],
)
def test_what_may_be_asked(kind, changed, code):
    fields = {
        "order_state": "paid",
        "part_state": "delivered",
        "to_ship": 0,
        "delivered": 1,
        "left_fen": 1,
        "delivered_at": AT,
        "has_open_claim": False,
    }
    found = refusals(kind, 1, Bought(**fields | changed), AT, timedelta(days=7))
    assert [finding.code for finding in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("state", "days_ago", "is_replacing", "needed"),
    [
        ("to_pack", 900, False, True),
        ("partly_shipped", 900, False, True),
        ("shipped", 30, False, True),
        ("shipped", 31, False, False),
        ("delivered", 0, False, False),
        ("delivered", 30, True, True),
        ("delivered", 31, True, False),
        ("cancelled", 0, True, False),
    ],
)
def test_receivers_are_read_only_while_something_is_to_be_sent(
    state, days_ago, is_replacing, needed
):
    then = AT - timedelta(days=days_ago)
    part = Sending(PartState(state), then, then, is_replacing)
    assert is_receiver_needed(part, AT, timedelta(days=30)) is needed
