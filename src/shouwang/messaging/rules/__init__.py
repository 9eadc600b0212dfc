"""Pure rules of messages: what a text and a link may hold."""

from shouwang.messaging.rules.texts import (
    KIND,
    LINK,
    MOST_CHARACTERS,
    holds_number,
    is_kind,
    is_own_path,
)

__all__ = [
    "KIND",
    "LINK",
    "MOST_CHARACTERS",
    "holds_number",
    "is_kind",
    "is_own_path",
]
