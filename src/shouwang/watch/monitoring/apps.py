from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Screening runs, clues and their history."""

    name = "shouwang.watch.monitoring"
    label = "monitoring"
