"""Accounts of the ledger that orders move between, by their codes."""

from uuid import UUID

YUAN = "CNY"


def sold(variant: int) -> str:
    """What was sold of a variant, in pieces."""
    return f"sold:{variant}"


def escrow(supplier: UUID) -> str:
    """Buyers' money for a supplier's goods, until settlement."""
    return f"escrow:{supplier}"


def freight(supplier: UUID) -> str:
    """Buyers' money for sending a supplier's goods."""
    return f"freight:{supplier}"


def outside(gateway: str) -> str:
    """The world's money, as a gateway brings it."""
    return f"outside:{gateway}"


def refund(gateway: str) -> str:
    """Money that a gateway brought and that is owed back."""
    return f"refund:{gateway}"
