"""Pages of cases: to-do list, one case, acting, opening, many at once, what is late."""

from shouwang.watch.casework.views.act import act
from shouwang.watch.casework.views.batches import batch_export, batch_page, batch_progress
from shouwang.watch.casework.views.case import case_page
from shouwang.watch.casework.views.many import many, many_preview
from shouwang.watch.casework.views.opening import household_cases, open_case
from shouwang.watch.casework.views.overview import overview
from shouwang.watch.casework.views.todo import export, todo

__all__ = [
    "act",
    "batch_export",
    "batch_page",
    "batch_progress",
    "case_page",
    "export",
    "household_cases",
    "many",
    "many_preview",
    "open_case",
    "overview",
    "todo",
]
