"""Pages of the intake."""

from shouwang.watch.intake.views.batches import (
    batch_page,
    batch_progress,
    intake_page,
    merge,
    reject,
    report,
    take_back,
    template,
    upload,
)

__all__ = [
    "batch_page",
    "batch_progress",
    "intake_page",
    "merge",
    "reject",
    "report",
    "take_back",
    "template",
    "upload",
]
