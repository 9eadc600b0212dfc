"""Reading the books, and whether they are whole."""

from shouwang.ledger.queries.checking import Break, verify
from shouwang.ledger.queries.reading import (
    PAGE,
    TrialBalance,
    balance,
    balances,
    statement,
    trial_balance,
)

__all__ = [
    "PAGE",
    "Break",
    "TrialBalance",
    "balance",
    "balances",
    "statement",
    "trial_balance",
    "verify",
]
