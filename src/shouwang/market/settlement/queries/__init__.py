"""What was settled, for whom, and why to the fen."""

from shouwang.market.settlement.queries.earnings import Earning, Standing, earnings, standing
from shouwang.market.settlement.queries.explaining import Explained, Shared, Told, explained
from shouwang.market.settlement.queries.statement import Statement, statement
from shouwang.market.settlement.queries.working import is_settled, workdays_of

__all__ = [
    "Earning",
    "Explained",
    "Shared",
    "Standing",
    "Statement",
    "Told",
    "earnings",
    "explained",
    "is_settled",
    "standing",
    "statement",
    "workdays_of",
]
