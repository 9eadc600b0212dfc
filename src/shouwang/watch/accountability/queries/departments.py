"""What waits for a department besides its tasks: cases whose step it is, or was, to act in."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from shouwang.procedures.models import Case

TASK = "task"


def cases_of_departments(duties: Iterable[str], on: date) -> QuerySet[Case]:
    """Open cases that wait for one of the duties, the nearest deadline first; tasks left out.

    Row security shows an officer no others; whoever sees a place as well is kept to the same.
    """
    waiting = Case.objects.filter(finished_on=None, awaits__in=list(duties))
    ripe = waiting.filter(Q(ripe_on=None) | Q(ripe_on__lte=on)).exclude(departments=[])
    return ripe.exclude(subject_kind=TASK).select_related("version").order_by("due_on", "id")


def case_of_department(number: UUID, asked: Iterable[str]) -> Case | None:
    """A case that waits, or has waited, for one of the departments ("kind county")."""
    found = Case.objects.select_related("version").filter(pk=number)
    return found.filter(departments__overlap=list(asked)).first()
