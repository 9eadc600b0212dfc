"""Lists of households and of clues: filtered, sorted, paged, the same for screen and export."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from shouwang.kernel import bulk
from shouwang.kernel.pages import Page, page_of
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode, bounds
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.registry.models import CategoryPeriod, Household
from shouwang.watch.registry.models.household import SubjectCategory

PAGE_SIZE = 30


class State(Enum):
    """Which clues are wanted."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ClueFilters:
    """What to keep of the clues of a place; None and "" keep everything.

    `since` keeps clues opened (or, for closed ones, closed) on or after the day.
    """

    prefix: str = ""
    rule: str = ""
    severity: int | None = None
    category: str = ""
    state: State = State.OPEN
    since: date | None = None
    words: str = ""


CLUE_ORDERS = {
    "severity": ("-severity", "-opened_on", "id"),
    "-severity": ("severity", "opened_on", "-id"),
    "opened_on": ("opened_on", "id"),
    "-opened_on": ("-opened_on", "id"),
    "place": ("region_code", "-severity", "id"),
    "-place": ("-region_code", "-severity", "id"),
    "rule": ("rule", "-severity", "id"),
    "-rule": ("-rule", "-severity", "id"),
}


def clues(
    filters: ClueFilters, sort: str = "severity", page: int = 1, size: int = PAGE_SIZE
) -> Page[Clue]:
    """One page of clues with their households; an unknown sort is the default.

    Three statements, and a fourth before them that tells the planner how to read a whole county.
    """
    if _is_walked(filters, sort):
        bulk.plan_for_walking()
    return page_of(clue_rows(filters, sort), page, size)


def _is_walked(filters: ClueFilters, sort: str) -> bool:
    """Whether the open clues of a county are wanted in the order of one of their indexes."""
    narrow = len(filters.prefix) > DIGITS[Level.COUNTY]
    picked = filters.words or filters.rule or filters.category or filters.since
    in_order = CLUE_ORDERS.get(sort) in (None, CLUE_ORDERS["severity"], CLUE_ORDERS["place"])
    return filters.state is State.OPEN and in_order and not (narrow or picked)


def clue_rows(filters: ClueFilters, sort: str = "severity") -> QuerySet[Clue]:
    """The clues that a list or an export shows, sorted."""
    order = CLUE_ORDERS.get(sort, CLUE_ORDERS["severity"])
    return (
        # households of the page alone: a join would fetch those of every clue before sorting
        Clue.objects.filter(_clue_condition(filters)).prefetch_related("household").order_by(*order)
    )


def _clue_condition(filters: ClueFilters) -> Q:
    wanted = Q(region_code__range=bounds(RegionCode.of(filters.prefix).prefix))
    if filters.state is State.OPEN:
        wanted &= Q(closed_on=None)
    elif filters.state is State.CLOSED:
        wanted &= Q(closed_on__isnull=False)
    if filters.rule:
        wanted &= Q(rule=filters.rule)
    if filters.severity:
        wanted &= Q(severity=filters.severity)
    if filters.category:
        wanted &= Q(proposed_category=filters.category)
    if filters.since:
        day = "closed_on__gte" if filters.state is State.CLOSED else "opened_on__gte"
        wanted &= Q(**{day: filters.since})
    if filters.words:
        wanted &= Q(household__number=filters.words) | Q(
            household__head_name__icontains=filters.words
        )
    return wanted


@dataclass(frozen=True, slots=True)
class HouseholdFilters:
    """What to keep of the households of a village; None and "" keep everything."""

    rule: str = ""
    severity: int | None = None
    category: str = ""
    with_clues: bool | None = None
    registered: bool | None = None
    words: str = ""


HOUSEHOLD_ORDERS = {
    "severity": ("-severity", "-clue_count", "number"),
    "-severity": ("severity", "clue_count", "number"),
    "number": ("number",),
    "-number": ("-number",),
    "size": ("size", "number"),
    "-size": ("-size", "number"),
    "clues": ("clue_count", "number"),
    "-clues": ("-clue_count", "number"),
}


def households(
    prefix: str,
    on: date,
    filters: HouseholdFilters | None = None,
    sort: str = "severity",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Household]:
    """One page of a village's households with what their clues are; two statements.

    Each row carries `severity` (0 without clues), `clue_count`, `rules` (gravest first) and
    `category_on` (the category on the day).
    """
    return page_of(household_rows(prefix, on, filters, sort), page, size)


def household_rows(
    prefix: str, on: date, filters: HouseholdFilters | None = None, sort: str = "severity"
) -> QuerySet[Household]:
    """The households that a list or an export shows, sorted."""
    order = HOUSEHOLD_ORDERS.get(sort, HOUSEHOLD_ORDERS["severity"])
    return (
        Household.objects.filter(region_code__range=bounds(RegionCode.of(prefix).prefix))
        .annotate(
            severity=Coalesce(_of_clues(Max("severity"), IntegerField()), 0),
            clue_count=Coalesce(_of_clues(Count("id"), IntegerField()), 0),
            rules=_of_clues(ArrayAgg("rule", order_by=("-severity", "rule"))),
            category_on=_category(on),
        )
        .filter(_household_condition(filters or HouseholdFilters(), prefix, on))
        .order_by(*order)
    )


def _of_clues(aggregate: Any, output: Any = None) -> Subquery:
    """An aggregate over the household's open clues."""
    open_clues = Clue.objects.filter(household=OuterRef("pk"), closed_on=None).order_by()
    grouped = open_clues.values("household").annotate(answer=aggregate).values("answer")
    return Subquery(grouped, output_field=output) if output else Subquery(grouped)


def _category(on: date) -> Coalesce:
    period = CategoryPeriod.objects.filter(household=OuterRef("pk"), during__contains=on)
    return Coalesce(Subquery(period.values("category")[:1]), Value(SubjectCategory.NONE.value))


def _household_condition(filters: HouseholdFilters, prefix: str, on: date) -> Q:
    wanted = Q()
    # a clue lies where its household does; saying so lets the index of the place be used
    clue = Clue.objects.filter(
        household=OuterRef("pk"), closed_on=None, region_code__range=bounds(prefix)
    )
    if filters.rule:
        wanted &= Q(Exists(clue.filter(rule=filters.rule)))
    if filters.severity:
        wanted &= Q(Exists(clue.filter(severity=filters.severity)))
    if filters.with_clues is not None:
        wanted &= Q(Exists(clue)) if filters.with_clues else ~Q(Exists(clue))
    if filters.registered is not None:
        wanted &= Q(registered_on__lte=on) if filters.registered else ~Q(registered_on__lte=on)
    if filters.category:
        wanted &= Q(category_on=filters.category)
    if filters.words:
        wanted &= Q(number=filters.words) | Q(head_name__icontains=filters.words)
    return wanted
