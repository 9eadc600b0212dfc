from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Carts, orders, payments, parcels, after-sales, reviews, group buying."""

    name = "shouwang.market.orders"
    label = "orders"
