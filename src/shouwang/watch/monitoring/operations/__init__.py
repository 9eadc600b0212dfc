"""Acts of monitoring: asking for a screening, doing it, re-screening one household, previewing."""

from shouwang.watch.monitoring.operations.preview import Preview, preview_value
from shouwang.watch.monitoring.operations.requests import (
    QUEUE,
    SCREEN_PLACE,
    recover_runs,
    request_all,
    request_screening,
)
from shouwang.watch.monitoring.operations.screenings import (
    INTERRUPTIONS,
    screen_household,
    screen_place,
)

__all__ = [
    "INTERRUPTIONS",
    "QUEUE",
    "SCREEN_PLACE",
    "Preview",
    "preview_value",
    "recover_runs",
    "request_all",
    "request_screening",
    "screen_household",
    "screen_place",
]
