"""Settling by the clock, taking back after refunds, paying out."""

from shouwang.market.settlement.operations.contracting import contract
from shouwang.market.settlement.operations.paying_out import (
    Answer,
    answered,
    approve,
    draw_up,
    drop,
)
from shouwang.market.settlement.operations.reversing import connect, reverse
from shouwang.market.settlement.operations.settling import settle
from shouwang.market.settlement.operations.working import Worked, record_work

__all__ = [
    "Answer",
    "Worked",
    "answered",
    "approve",
    "connect",
    "contract",
    "draw_up",
    "drop",
    "record_work",
    "reverse",
    "settle",
]
