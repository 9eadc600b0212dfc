"""Messages to accounts."""

from shouwang.messaging.models.messages import Message

__all__ = ["Message"]
