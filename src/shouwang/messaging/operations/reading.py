"""Marking messages as read."""

from datetime import datetime

from shouwang.messaging.models import Message


def mark_read(*, account: int, at: datetime, upto: int | None = None, kind: str = "") -> int:
    """Mark an account's unread messages as read; returns how many.

    `upto` is the newest number that the reader had before the eyes: what came since stays
    unread. `kind` marks only that kind.
    """
    unread = Message.objects.filter(account=account, read_at=None)
    if upto is not None:
        unread = unread.filter(pk__lte=upto)
    if kind:
        unread = unread.filter(kind=kind)
    return unread.update(read_at=at)
