"""What a product costs in which number, when it is fresh, and by which words it is found."""

from shouwang.market.catalogue.rules.pricing import (
    Step,
    is_in_season,
    month_bit,
    months_of,
    price_for,
    refusals_of_steps,
)
from shouwang.market.catalogue.rules.terms import (
    LONGEST_QUERY,
    Wanted,
    loosened,
    normal,
    spellings,
    terms_of,
    wanted,
)

__all__ = [
    "LONGEST_QUERY",
    "Step",
    "Wanted",
    "is_in_season",
    "loosened",
    "month_bit",
    "months_of",
    "normal",
    "price_for",
    "refusals_of_steps",
    "spellings",
    "terms_of",
    "wanted",
]
