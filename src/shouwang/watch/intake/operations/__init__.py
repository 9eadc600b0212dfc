"""Acts of the intake: handing a file over, checking it, merging it, sending it back."""

from shouwang.watch.intake.operations.recovery import recover_batches
from shouwang.watch.intake.operations.requests import (
    CHECK_BATCH,
    MERGE_BATCH,
    QUEUE,
    Handover,
    lists_of,
    note_download,
    receive,
    reject,
    request_merge,
    take_back,
)
from shouwang.watch.intake.operations.working import check_batch, merge_batch

__all__ = [
    "CHECK_BATCH",
    "MERGE_BATCH",
    "QUEUE",
    "Handover",
    "check_batch",
    "lists_of",
    "merge_batch",
    "note_download",
    "receive",
    "recover_batches",
    "reject",
    "request_merge",
    "take_back",
]
