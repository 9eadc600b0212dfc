"""Accounts that settlement moves money between."""

from uuid import UUID

from shouwang.market.orders.rules.accounts import YUAN, escrow

__all__ = ["BANK", "FEE", "YUAN", "escrow", "owed", "payable", "payable_link", "payable_wage"]

FEE = "fee:platform"
BANK = "outside:bank"


def payable(supplier: UUID) -> str:
    """What a supplier is to be paid."""
    return f"payable:{supplier}"


def payable_link(link: UUID) -> str:
    """What a household is to be paid for its goods."""
    return f"payable:link:{link}"


def payable_wage(link: UUID) -> str:
    """What a household is to be paid for its work."""
    return f"payable:wage:{link}"


def owed(supplier: UUID) -> str:
    """What a supplier owes after refunds that nothing unpaid covered: below zero."""
    return f"owed:{supplier}"
