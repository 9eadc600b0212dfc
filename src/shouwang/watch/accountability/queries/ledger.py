"""The ledger of findings: filtered, the same for page and export."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet

from shouwang.kernel.regioncode import bounds
from shouwang.watch.accountability.models import Finding


class Standing(StrEnum):
    """Which part of the ledger."""

    OPEN = "open"
    LATE = "late"
    CONTESTED = "contested"
    CLOSED = "closed"
    STRUCK = "struck"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the findings of a place; "" and None keep everything."""

    prefix: str = ""
    standing: Standing = Standing.OPEN
    category: str = ""
    severity: int | None = None
    source: str = ""
    inspection: UUID | None = None


def findings(filters: Filters, on: date) -> QuerySet[Finding]:
    """The findings with their cases: open ones by deadline, others the latest first."""
    found = Finding.objects.filter(region_code__range=bounds(filters.prefix))
    for name in ("category", "severity", "source", "inspection"):
        if getattr(filters, name):
            found = found.filter(**{name: getattr(filters, name)})
    found = found.filter(_standing(filters.standing, on))
    found = found.select_related("case__version", "household", "inspection", "by")
    if filters.standing in (Standing.OPEN, Standing.LATE, Standing.CONTESTED):
        return found.order_by(F("case__due_on").asc(nulls_last=True), "-severity", "pk")
    return found.order_by("-pk")


def _standing(standing: Standing, on: date) -> Q:
    return {
        Standing.OPEN: Q(case__finished_on=None),
        Standing.LATE: Q(case__finished_on=None, case__due_on__lt=on),
        Standing.CONTESTED: Q(case__step="contested"),
        Standing.CLOSED: Q(case__step="closed"),
        Standing.STRUCK: Q(case__step="struck"),
        Standing.ALL: Q(),
    }[standing]


def finding(number: int) -> Finding | None:
    """The finding, if the scope shows it."""
    found = Finding.objects.select_related("case__version", "household", "inspection", "by")
    return found.filter(pk=number).first()
