"""Messages to accounts, what leaves the house, and how each wants to be told."""

from shouwang.messaging.models.messages import Message
from shouwang.messaging.models.outgoing import Outgoing
from shouwang.messaging.models.preferences import Preference

__all__ = ["Message", "Outgoing", "Preference"]
