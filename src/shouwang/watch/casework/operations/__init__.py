"""What the room writes: acts with their evidence, cases opened, one act over many cases."""

from shouwang.watch.casework.operations.acting import Written, act
from shouwang.watch.casework.operations.many import (
    DO_MANY,
    MOST,
    QUEUE,
    begun,
    do_many,
    recover_batches,
    request_many,
)
from shouwang.watch.casework.operations.opening import open_for

__all__ = [
    "DO_MANY",
    "MOST",
    "QUEUE",
    "Written",
    "act",
    "begun",
    "do_many",
    "open_for",
    "recover_batches",
    "request_many",
]
