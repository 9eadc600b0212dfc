from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What households report themselves or through the hotline, and what became of it."""

    name = "shouwang.watch.reports"
    label = "reports"
