"""Numbers of the market."""

from shouwang.market.figures.queries.counting import (
    NOBODY_HELPED,
    NOTHING_SOLD,
    By,
    Helped,
    Leader,
    Sales,
    helped,
    leaders,
    sales,
)
from shouwang.market.figures.queries.telling import front, reviews_of, units_to_name
from shouwang.market.figures.queries.waiting import waiting

__all__ = [
    "NOBODY_HELPED",
    "NOTHING_SOLD",
    "By",
    "Helped",
    "Leader",
    "Sales",
    "front",
    "helped",
    "leaders",
    "reviews_of",
    "sales",
    "units_to_name",
    "waiting",
]
