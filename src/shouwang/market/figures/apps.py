from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Statistics of sales and of households helped."""

    name = "shouwang.market.figures"
    label = "figures"
