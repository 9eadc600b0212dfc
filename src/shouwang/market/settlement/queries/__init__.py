"""What was settled, for whom, and why to the fen."""

from shouwang.market.settlement.queries.earnings import Earning, Standing, earnings, standing
from shouwang.market.settlement.queries.explaining import Explained, Shared, Told, explained

__all__ = [
    "Earning",
    "Explained",
    "Shared",
    "Standing",
    "Told",
    "earnings",
    "explained",
    "standing",
]
