"""Lists of findings: filtered, sorted, paged, the same for screen and export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from shouwang.watch.quality.models import QualityFinding, State
from shouwang.watch.quality.queries.runs import bounds

T = TypeVar("T")
PAGE_SIZE = 30
MOST_COUNTED = 10_000  # beyond that a list says that it is longer


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page; `total` counts at most MOST_COUNTED, beyond that `uncounted` is true."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the findings of a place; "" and None keep everything.

    `state` "" is what still needs somebody: open ones and, for who decides, explained ones too.
    """

    prefix: str = ""
    rule: str = ""
    severity: int | None = None
    duty: str = ""
    state: str = ""
    words: str = ""
    picked: tuple[int, ...] = ()


ORDERS = {
    "severity": ("-severity", "id"),
    "-severity": ("severity", "-id"),
    "place": ("region_code", "-severity", "id"),
    "-place": ("-region_code", "-severity", "id"),
    "rule": ("rule", "id"),
    "-rule": ("-rule", "-id"),
    "first_seen": ("first_seen", "id"),
    "-first_seen": ("-first_seen", "-id"),
}


def findings(filters: Filters, sort: str = "severity", page: int = 1) -> Page[QualityFinding]:
    """One page of findings with household, person and who explained; at most five statements."""
    rows = finding_rows(filters, sort)
    counted = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    total = min(counted, MOST_COUNTED)
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    shown = list(rows[start : start + PAGE_SIZE])
    return Page(shown, number, PAGE_SIZE, total, counted > MOST_COUNTED)


def finding_rows(filters: Filters, sort: str = "severity") -> QuerySet[QualityFinding]:
    """The findings that a list or an export shows, sorted."""
    order = ORDERS.get(sort, ORDERS["severity"])
    # households of the page alone: a join would fetch those of every finding before sorting
    return (
        QualityFinding.objects.filter(condition(filters))
        .prefetch_related("household", "person", "by")
        .order_by(*order)
    )


def condition(filters: Filters) -> Q:
    """The filters as a condition on findings."""
    wanted = Q(region_code__range=bounds(filters.prefix))
    if filters.picked:
        wanted &= Q(pk__in=filters.picked)
    if filters.state == "":
        wanted &= Q(state=State.OPEN)
    elif filters.state != "all":
        wanted &= Q(state=filters.state)
    for name in ("rule", "severity", "duty"):
        value = getattr(filters, name)
        if value:
            wanted &= Q(**{name: value})
    if filters.words:
        wanted &= Q(household__number=filters.words) | Q(
            household__head_name__gte=filters.words,
            household__head_name__lt=filters.words + "\U0010ffff",
        )
    return wanted


def finding(number: int) -> QualityFinding | None:
    """One finding with its household, person and history; None when the scope hides it."""
    return (
        QualityFinding.objects.select_related("household", "person", "by")
        .prefetch_related("changes__by")
        .filter(pk=number)
        .first()
    )
