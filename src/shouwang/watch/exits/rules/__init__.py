"""Whether a check of criteria may stand, and the rates of a sample: pure, over values."""

from shouwang.watch.exits.rules.criteria import Confirmed, Seen, all_met, refusals
from shouwang.watch.exits.rules.rates import (
    APPROVAL,
    COMPOSITE,
    MISSED,
    WRONG,
    Found,
    Limits,
    Rate,
    rates,
)

__all__ = [
    "APPROVAL",
    "COMPOSITE",
    "MISSED",
    "WRONG",
    "Confirmed",
    "Found",
    "Limits",
    "Rate",
    "Seen",
    "all_met",
    "rates",
    "refusals",
]
