"""What the market's clock calls."""

from datetime import datetime

from shouwang.market.settlement import operations


def settle(*, at: datetime) -> int:
    """Attribute what was paid for, release what is ripe; how many lines. May be killed anywhere."""
    return operations.contract(at=at) + operations.settle(at=at)
