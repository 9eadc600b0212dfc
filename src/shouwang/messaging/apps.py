from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Inbox, daily digest, and the outbox that SMS and WeChat leave by."""

    name = "shouwang.messaging"
    label = "messaging"
