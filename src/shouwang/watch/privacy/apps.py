from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: retention, what is held about one person, requests to correct it."""

    name = "shouwang.watch.privacy"
    label = "privacy"
