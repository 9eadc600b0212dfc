"""What changes findings and differences: each in one transaction, with its line in the journal."""

from shouwang.watch.quality.operations.answering import accept, explain, explain_many, give_back
from shouwang.watch.quality.operations.checks import check_household, check_place
from shouwang.watch.quality.operations.requests import (
    CHECK_PLACE,
    QUEUE,
    recover_checks,
    request_all,
    request_check,
)

__all__ = [
    "CHECK_PLACE",
    "QUEUE",
    "accept",
    "check_household",
    "check_place",
    "explain",
    "explain_many",
    "give_back",
    "recover_checks",
    "request_all",
    "request_check",
]
