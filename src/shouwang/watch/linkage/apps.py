from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """Finding the same person twice: by identity number, or by likeness."""

    name = "shouwang.watch.linkage"
    label = "linkage"
