from django.apps import AppConfig


class PairingConfig(AppConfig):
    """Who is the helper of which household."""

    name = "shouwang.watch.pairing"
    label = "pairing"
