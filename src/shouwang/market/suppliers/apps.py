from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    """Companies, cooperatives, farms and micro-merchants, and who acts for them."""

    name = "shouwang.market.suppliers"
    label = "suppliers"
