from django.apps import AppConfig


class ProduceConfig(AppConfig):
    """Consent to sell, certification, alarms of origin, sales as facts."""

    name = "shouwang.watch.produce"
    label = "produce"
