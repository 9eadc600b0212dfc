from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """Duty lists, inspections and their rectification, townships by outcomes."""

    name = "shouwang.watch.accountability"
    label = "accountability"
