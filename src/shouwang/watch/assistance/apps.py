from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The help plan of a household, its measures, and what follows its exit."""

    name = "shouwang.watch.assistance"
    label = "assistance"
