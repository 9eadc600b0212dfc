"""Telling accounts something, and bringing it to them outside the program."""

from shouwang.messaging.operations.counting import Waiting, tell_counted
from shouwang.messaging.operations.deciding import TO_DECIDE, drop, send_again
from shouwang.messaging.operations.delivering import deliver
from shouwang.messaging.operations.digesting import digest
from shouwang.messaging.operations.preferring import prefer
from shouwang.messaging.operations.queueing import post_to_accounts, post_to_telephone
from shouwang.messaging.operations.reading import mark_read
from shouwang.messaging.operations.telling import tell

__all__ = [
    "TO_DECIDE",
    "Waiting",
    "deliver",
    "digest",
    "drop",
    "mark_read",
    "post_to_accounts",
    "post_to_telephone",
    "prefer",
    "send_again",
    "tell",
    "tell_counted",
]
