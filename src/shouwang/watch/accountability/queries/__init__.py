"""Reading the room; nothing here writes."""

from shouwang.watch.accountability.queries.conduct import records
from shouwang.watch.accountability.queries.counting import Tally, counted
from shouwang.watch.accountability.queries.ledger import (
    Filters,
    Standing,
    finding,
    findings,
    open_by_severity,
)
from shouwang.watch.accountability.queries.standing import Path, path_of, statements_of, step_label
from shouwang.watch.accountability.queries.tasks import TaskFilters, task, tasks

__all__ = [
    "Filters",
    "Path",
    "Standing",
    "Tally",
    "TaskFilters",
    "counted",
    "finding",
    "findings",
    "open_by_severity",
    "path_of",
    "records",
    "statements_of",
    "step_label",
    "task",
    "tasks",
]
