"""Telling accounts something, and marking what was read."""

from shouwang.messaging.operations.reading import mark_read
from shouwang.messaging.operations.telling import tell

__all__ = ["mark_read", "tell"]
