"""Reading helpers, pairs and plans; nothing here writes."""

from shouwang.watch.pairing.queries.reading import (
    NOW,
    PAGE_SIZE,
    SHOWN,
    RollRow,
    Wanted,
    helper,
    helpers,
    history_of,
    household,
    page,
    pairs_of,
    plan,
    plans,
    roll,
    waiting,
    waiting_count,
)
from shouwang.watch.pairing.queries.situation import bounds, digest, room_for, situation

__all__ = [
    "NOW",
    "PAGE_SIZE",
    "SHOWN",
    "RollRow",
    "Wanted",
    "bounds",
    "digest",
    "helper",
    "helpers",
    "history_of",
    "household",
    "page",
    "pairs_of",
    "plan",
    "plans",
    "roll",
    "room_for",
    "situation",
    "waiting",
    "waiting_count",
]
