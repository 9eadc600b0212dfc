from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Products, variants, prices, pictures; search."""

    name = "shouwang.market.catalogue"
    label = "catalogue"
