"""Pages: the inbox."""

from shouwang.messaging.views.inbox import (
    export_inbox,
    inbox,
    inbox_group,
    mark_all,
    open_message,
    unread,
)

__all__ = ["export_inbox", "inbox", "inbox_group", "mark_all", "open_message", "unread"]
