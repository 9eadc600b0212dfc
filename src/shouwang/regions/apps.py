"""Places as a Django app."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Divisions of the country and their outlines."""

    name = "shouwang.regions"
    label = "regions"
    verbose_name = "区划"
