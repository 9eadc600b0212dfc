"""Meetings with their roll and agenda; notices with their lists, and objections to them."""

from shouwang.watch.reviews.models.meeting import (
    Item,
    ItemState,
    Meeting,
    MeetingKind,
    MeetingState,
    Recusal,
    Representative,
)
from shouwang.watch.reviews.models.notice import (
    Desk,
    Listed,
    Notice,
    NoticeKind,
    NoticeState,
    Objection,
)

__all__ = [
    "Desk",
    "Item",
    "ItemState",
    "Listed",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Objection",
    "Recusal",
    "Representative",
]
