"""Reading the catalogue."""

from shouwang.market.catalogue.queries.searching import (
    MOST_COUNTED,
    MOST_LEAFED,
    ORDERS,
    Found,
    Narrowing,
    search,
)
from shouwang.market.catalogue.queries.selling import Offer, offers
from shouwang.market.catalogue.queries.showing import (
    Agreed,
    Card,
    Choice,
    Shown,
    Thumb,
    cards,
    choices_of,
    few_left,
    pieces_left,
    product_shown,
    shares_agreed,
    supplier_shown,
    thumbs,
)
from shouwang.market.catalogue.queries.suggesting import Proposal, alike, beginning

__all__ = [
    "MOST_COUNTED",
    "MOST_LEAFED",
    "ORDERS",
    "Agreed",
    "Card",
    "Choice",
    "Found",
    "Narrowing",
    "Offer",
    "Proposal",
    "Shown",
    "Thumb",
    "alike",
    "beginning",
    "cards",
    "choices_of",
    "few_left",
    "offers",
    "pieces_left",
    "product_shown",
    "search",
    "shares_agreed",
    "supplier_shown",
    "thumbs",
]
