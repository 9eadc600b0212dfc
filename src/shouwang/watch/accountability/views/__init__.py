"""Pages of the room."""

from shouwang.watch.accountability.views.conduct import (
    conduct_page,
    new_record,
    record_page,
)
from shouwang.watch.accountability.views.departments import (
    department_case_page,
    department_page,
)
from shouwang.watch.accountability.views.findings import (
    export_ledger,
    finding_page,
    ledger_page,
)
from shouwang.watch.accountability.views.front import front_page
from shouwang.watch.accountability.views.inspections import inspection_page, new_inspection
from shouwang.watch.accountability.views.proofs import proof
from shouwang.watch.accountability.views.tasks import (
    export_tasks,
    new_task,
    task_page,
    tasks_page,
)
from shouwang.watch.accountability.views.townships import export_townships, townships_page

__all__ = [
    "conduct_page",
    "department_case_page",
    "department_page",
    "export_ledger",
    "export_tasks",
    "export_townships",
    "finding_page",
    "front_page",
    "inspection_page",
    "ledger_page",
    "new_inspection",
    "new_record",
    "new_task",
    "proof",
    "record_page",
    "task_page",
    "tasks_page",
    "townships_page",
]
