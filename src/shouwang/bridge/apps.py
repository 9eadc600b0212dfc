from django.apps import AppConfig


class BridgeConfig(AppConfig):
    """All that the watch and the market know of each other."""

    name = "shouwang.bridge"
    label = "bridge"
