"""Reading carts and orders."""

from shouwang.market.orders.queries.settling import ripe

__all__ = ["ripe"]
