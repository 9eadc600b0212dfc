"""Acts of linkage: looking for doubles, deciding about a pair, taking a decision back."""

from shouwang.watch.linkage.operations.decisions import decide, reopen
from shouwang.watch.linkage.operations.finding import (
    CHECK,
    QUEUE,
    Check,
    check_all,
    find_duplicates,
    request_check,
)

__all__ = [
    "CHECK",
    "QUEUE",
    "Check",
    "check_all",
    "decide",
    "find_duplicates",
    "reopen",
    "request_check",
]
