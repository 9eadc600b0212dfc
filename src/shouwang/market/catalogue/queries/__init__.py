"""Reading the catalogue."""

from shouwang.market.catalogue.queries.searching import Found, Narrowing, search
from shouwang.market.catalogue.queries.selling import Offer, offers

__all__ = ["Found", "Narrowing", "Offer", "offers", "search"]
