from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Carts, orders, payments, parcels, after-sales, reviews, group buying."""

    name = "shouwang.market.orders"
    label = "orders"

    def ready(self) -> None:
        """Whoever logs in brings along what was put into the cart before."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 (apps are ready)

        from shouwang.market.orders.merging import bring_cart  # noqa: PLC0415 (the same)

        user_logged_in.connect(bring_cart, dispatch_uid="orders.bring_cart")
