"""Once a day: what is late is told to the place that must act and to the level above it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone

from shouwang.messaging.operations import Waiting, tell, tell_counted
from shouwang.people.queries import holders
from shouwang.procedures.models import Case
from shouwang.watch.accountability.models import Task
from shouwang.watch.accountability.operations.inspecting import KIND

FINDINGS, TASKS = "late_findings", "late_tasks"


def tell_departments(made: Iterable[Task], *, at: datetime) -> None:
    """Tell the officers of the departments among the doers, who do not look in every day."""
    for task in made:
        if task.is_of_department:
            tell(
                to=holders([task.duty], task.region_code, timezone.localdate(at)),
                kind="notice",
                text=f"交给您部门一项任务，{task.due_on} 前办结。",
                link=reverse("accountability_department"),
                at=at,
                once=f"accountability.task:{task.pk}",
            )


@transaction.atomic
def tell_late(*, at: datetime) -> int:
    """Tell everybody concerned how many findings and tasks are late; how many were told.

    For the worker, in a scope over everything; the same day again tells nobody twice.
    """
    on = timezone.localdate(at)
    late = Case.objects.filter(subject_kind=KIND, finished_on=None, due_on__lt=on)
    above = late.exclude(escalates=F("awaits"))
    findings = _by_duty((late, "awaits"), (above, "escalates"))
    overdue = Task.objects.filter(case__step="assigned", due_on__lt=on)
    tasks = _by_duty((overdue, "duty"))
    told = _tell(findings, FINDINGS, "accountability_ledger", at)
    return told + _tell(tasks, TASKS, "accountability_tasks", at)


def _by_duty(*lists: tuple[QuerySet[Any], str]) -> Waiting:
    """Rows counted by the kind of duty that learns of them, named by a column, and by place."""
    counted: Counter[tuple[str, str]] = Counter()
    for rows, column in lists:
        found = rows.order_by().values_list(column, "region_code").annotate(n=Count("pk"))
        for kind, place, number in found:
            counted[kind, place] += number
    return counted


def _tell(waiting: Waiting, kind: str, page: str, at: datetime) -> int:
    return tell_counted(
        waiting,
        kind=f"accountability_{kind}",
        sentence=_SENTENCES[kind],
        link=f"{reverse(page)}?standing=late",
        at=at,
        once=f"accountability {kind} {timezone.localdate(at)}",
    )


_SENTENCES = {
    FINDINGS: "有 {number} 条督查问题整改已经超期，请办理或督办。",
    TASKS: "有 {number} 项任务已经超期，请尽快办理并报办结。",
}
