"""Reading the room; nothing here writes."""

from shouwang.watch.accountability.queries.conduct import records
from shouwang.watch.accountability.queries.counting import (
    OpenFindings,
    Tally,
    counted,
    open_findings,
)
from shouwang.watch.accountability.queries.ledger import (
    Filters,
    Standing,
    finding,
    findings,
)
from shouwang.watch.accountability.queries.standing import Path, path_of, statements_of, step_label
from shouwang.watch.accountability.queries.tasks import TaskFilters, task, tasks

__all__ = [
    "Filters",
    "OpenFindings",
    "Path",
    "Standing",
    "Tally",
    "TaskFilters",
    "counted",
    "finding",
    "findings",
    "open_findings",
    "path_of",
    "records",
    "statements_of",
    "step_label",
    "task",
    "tasks",
]
