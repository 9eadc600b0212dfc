from django.apps import AppConfig


class ExitsConfig(AppConfig):
    """Criteria of exit one by one, the county's check, and what goes on after."""

    name = "shouwang.watch.exits"
    label = "exits"
