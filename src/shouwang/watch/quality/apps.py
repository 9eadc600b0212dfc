from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Findings about the records themselves, explained or corrected; three-way comparison."""

    name = "shouwang.watch.quality"
    label = "quality"
