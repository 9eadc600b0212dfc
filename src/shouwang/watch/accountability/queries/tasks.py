"""Tasks: those of a place, those of one's own, the late ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from shouwang.kernel.regioncode import bounds
from shouwang.watch.accountability.models import Task

STANDINGS = ("open", "late", "reported", "done", "all")


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What to keep of the tasks of a place; "" and None keep everything."""

    prefix: str = ""
    standing: str = "open"
    batch: UUID | None = None
    account: int | None = None
    duties: tuple[str, ...] = ()


def tasks(filters: TaskFilters, on: date) -> QuerySet[Task]:
    """The tasks with their cases, the nearest day first; those done the latest first."""
    found = Task.objects.filter(region_code__range=bounds(filters.prefix))
    found = found.filter(_standing(filters.standing, on))
    if filters.batch:
        found = found.filter(batch=filters.batch)
    if filters.duties:
        found = found.filter(duty__in=filters.duties)
    if filters.account:
        found = found.filter(Q(account=None) | Q(account=filters.account))
    found = found.select_related("case__version", "account", "by")
    order = ("-due_on", "-pk") if filters.standing in ("done", "all") else ("due_on", "pk")
    return found.order_by(*order)


def _standing(standing: str, on: date) -> Q:
    return {
        "open": Q(case__finished_on=None),
        "late": Q(case__step="assigned", due_on__lt=on),
        "reported": Q(case__step="reported"),
        "done": Q(case__step="confirmed"),
        "all": Q(),
    }[standing]


def waiting_for(duties: Iterable[str], account: int, prefix: str, on: date) -> QuerySet[Task]:
    """Tasks that the holder of the duties is to do or to confirm, the nearest day first."""
    mine = tasks(TaskFilters(prefix, account=account), on)
    return mine.filter(case__awaits__in=list(duties))


def task(number: int) -> Task | None:
    """The task, if the scope shows it."""
    found = Task.objects.select_related("case__version", "account", "by")
    return found.filter(pk=number).first()
