from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """Plots, trees, animals; what households declare; intake, batches, certified grams."""

    name = "shouwang.market.supply"
    label = "supply"
