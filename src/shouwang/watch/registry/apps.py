from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Households, their people, and the facts about them."""

    name = "shouwang.watch.registry"
    label = "registry"
