"""Pages: the inbox, its settings, and what left the house."""

from shouwang.messaging.views.inbox import (
    export_inbox,
    inbox,
    inbox_group,
    mark_all,
    open_message,
    unread,
)
from shouwang.messaging.views.outbox import export_outbox, outbox, outbox_item
from shouwang.messaging.views.preferences import preferences

__all__ = [
    "export_inbox",
    "export_outbox",
    "inbox",
    "inbox_group",
    "mark_all",
    "open_message",
    "outbox",
    "outbox_item",
    "preferences",
    "unread",
]
