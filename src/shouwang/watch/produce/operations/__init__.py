"""What changes something here: each in one transaction, with its line in the journal."""

from shouwang.watch.produce.operations.alarms import handle
from shouwang.watch.produce.operations.certificates import (
    Deed,
    draw_checks,
    record_check,
    upon_certificate,
)
from shouwang.watch.produce.operations.consent import (
    AGREED_TWICE,
    agree,
    new_pass,
    withdraw,
)
from shouwang.watch.produce.operations.desk import is_posting, move, take_application_up
from shouwang.watch.produce.operations.screening import screen_again
from shouwang.watch.produce.operations.taking import TakenUp, month_of, take_up

__all__ = [
    "AGREED_TWICE",
    "Deed",
    "TakenUp",
    "agree",
    "draw_checks",
    "handle",
    "is_posting",
    "month_of",
    "move",
    "new_pass",
    "record_check",
    "screen_again",
    "take_application_up",
    "take_up",
    "upon_certificate",
    "withdraw",
]
