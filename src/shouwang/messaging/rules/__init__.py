"""Pure rules: what a text and a link may hold, quiet hours, pauses, the words of a digest."""

from shouwang.messaging.rules.digests import digest_text
from shouwang.messaging.rules.hours import is_digest_hour, pause, quiet_until
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
    "digest_text",
    "holds_number",
    "is_digest_hour",
    "is_kind",
    "is_own_path",
    "pause",
    "quiet_until",
]
