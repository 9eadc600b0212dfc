from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Batches of rows from outside: read, checked, merged; the departments' lists."""

    name = "shouwang.watch.intake"
    label = "intake"
