"""Once a day: what is late is told to the place that must act and to the level above it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging.operations import tell
from shouwang.people.models import Duty
from shouwang.people.queries import people_scope
from shouwang.procedures.models import Case
from shouwang.watch.accountability.models import Task
from shouwang.watch.accountability.operations.inspecting import KIND

FINDINGS, TASKS = "late_findings", "late_tasks"
Waiting = Mapping[tuple[str, str], int]  # kind of duty and place of the row → how many


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
    with people_scope((RegionCode.of(""),)):
        held = list(Duty.objects.in_force(on).values_list("account_id", "kind", "region_code"))
    told = _tell(held, findings, FINDINGS, "accountability_ledger", at)
    return told + _tell(held, tasks, TASKS, "accountability_tasks", at)


def _by_duty(*lists: tuple[QuerySet[Any], str]) -> Waiting:
    """Rows counted by the kind of duty that learns of them, named by a column, and by place."""
    counted: Counter[tuple[str, str]] = Counter()
    for rows, column in lists:
        found = rows.order_by().values_list(column, "region_code").annotate(n=Count("pk"))
        for kind, place, number in found:
            counted[kind, place] += number
    return counted


def _tell(
    held: Iterable[tuple[int, str, str]], waiting: Waiting, kind: str, page: str, at: datetime
) -> int:
    """One message an account, however many duties it has; accounts with equal counts together."""
    each: Counter[int] = Counter()
    for account, duty, code in held:
        prefix = RegionCode(code).prefix
        each[account] += sum(
            number
            for (wanted, place), number in waiting.items()
            if wanted == duty and place.startswith(prefix)
        )
    together: defaultdict[int, list[int]] = defaultdict(list)
    for account, number in each.items():
        if number:
            together[number].append(account)
    day = timezone.localdate(at)
    return sum(
        tell(
            to=accounts,
            kind=f"accountability_{kind}",
            text=_SENTENCES[kind].format(number=number),
            link=f"{reverse(page)}?standing=late",
            at=at,
            once=f"accountability {kind} {day}",
        )
        for number, accounts in sorted(together.items())
    )


_SENTENCES = {
    FINDINGS: "有 {number} 条督查问题整改已经逾期，请办理或督办。",
    TASKS: "有 {number} 项任务已经逾期，请尽快办理并报办结。",
}
