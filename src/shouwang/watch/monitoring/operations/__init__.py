"""Acts of monitoring: asking for a screening, doing it, re-screening one household, previewing."""

from shouwang.watch.monitoring.operations.counting import count_register
from shouwang.watch.monitoring.operations.exporting import (
    WRITE_EXPORT,
    discard_exports,
    request_export,
    write_export,
)
from shouwang.watch.monitoring.operations.grounds import cease_clue, raise_clue
from shouwang.watch.monitoring.operations.preview import Preview, preview_value
from shouwang.watch.monitoring.operations.requests import (
    QUEUE,
    SCREEN_PLACE,
    recover_runs,
    request_all,
    request_screening,
)
from shouwang.watch.monitoring.operations.saving import forget_filter, save_filter
from shouwang.watch.monitoring.operations.screenings import screen_household, screen_place
from shouwang.watch.monitoring.operations.tagging import affected, tag, undo_tagging

__all__ = [
    "QUEUE",
    "SCREEN_PLACE",
    "WRITE_EXPORT",
    "Preview",
    "affected",
    "cease_clue",
    "count_register",
    "discard_exports",
    "forget_filter",
    "preview_value",
    "raise_clue",
    "recover_runs",
    "request_all",
    "request_export",
    "request_screening",
    "save_filter",
    "screen_household",
    "screen_place",
    "tag",
    "undo_tagging",
    "write_export",
]
