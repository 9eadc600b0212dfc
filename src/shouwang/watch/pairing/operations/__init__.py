"""What changes helpers and pairs: each in one transaction, with its line in the journal."""

from shouwang.watch.pairing.operations.helpers import (
    Taken,
    correct,
    hand_over,
    pair,
    take_down,
    take_list,
)
from shouwang.watch.pairing.operations.plans import apply, prepare, undo

__all__ = [
    "Taken",
    "apply",
    "correct",
    "hand_over",
    "pair",
    "prepare",
    "take_down",
    "take_list",
    "undo",
]
