from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visits at home and look-back checks."""

    name = "shouwang.watch.visits"
    label = "visits"
