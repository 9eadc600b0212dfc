"""Pages of the exits room: criteria, the county's check, what has stopped after an exit."""

from shouwang.watch.exits.views.after import after_page, export_after
from shouwang.watch.exits.views.checks import check_page, shown_check
from shouwang.watch.exits.views.samples import (
    export_sample,
    found_page,
    new_sample,
    sample_page,
    samples_page,
)

__all__ = [
    "after_page",
    "check_page",
    "export_after",
    "export_sample",
    "found_page",
    "new_sample",
    "sample_page",
    "samples_page",
    "shown_check",
]
