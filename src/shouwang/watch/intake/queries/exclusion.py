"""Hits of the exclusion checks inside the reader's scope."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.intake.models import ExclusionHit

State = ExclusionHit.State
WAITING = (State.OPEN, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which hits a page shows; empty words show all."""

    state: str = ""
    overdue: bool = False
    check_name: str = ""


def hits(place: RegionCode, filters: Filters, on: date) -> QuerySet[ExclusionHit]:
    """The hits of a place, what is due first on top."""
    rows = ExclusionHit.objects.filter(region_code__startswith=place.prefix)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.check_name:
        rows = rows.filter(check_name=filters.check_name)
    if filters.overdue:
        rows = rows.filter(state__in=WAITING, due_on__lt=on)
    return rows.select_related("household", "person").order_by("due_on", "id")


def hit(number: int) -> ExclusionHit | None:
    """One hit with its household, person and source; None when out of scope."""
    related = ("household", "person", "source", "answered_by", "decided_by")
    return ExclusionHit.objects.select_related(*related).filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class TownshipCount:
    """How a township's hits stand."""

    code: str
    waiting: int
    overdue: int
    answered: int
    closed: int


def by_township(place: RegionCode, on: date) -> list[TownshipCount]:
    """The counts of the townships inside a place; one statement."""
    waiting = Q(state__in=WAITING)
    rows = (
        ExclusionHit.objects.filter(region_code__startswith=place.prefix)
        .annotate(township=Substr("region_code", 1, 9))
        .values("township")
        .annotate(
            waiting=Count("id", filter=waiting),
            overdue=Count("id", filter=waiting & Q(due_on__lt=on)),
            answered=Count("id", filter=Q(state=State.ANSWERED)),
            closed=Count("id", filter=Q(state__in=(State.ACCEPTED, State.CONFIRMED))),
        )
        .order_by("township")
    )
    return [
        TownshipCount(
            f"{row['township']}000", row["waiting"], row["overdue"], row["answered"], row["closed"]
        )
        for row in rows
    ]
