"""A page of a long list: counted only as far as anybody leafs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from shouwang.kernel.bulk import plan_for_walking

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST_COUNTED = 10_000
LONG = 1_000  # from so many rows on a page is walked to


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page; `total` counts at most MOST_COUNTED, beyond that `uncounted` is true."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    uncounted: bool = False

    @property
    def last(self) -> int:
        """The number of the last page that can be leafed to."""
        return max(1, -(-self.total // self.size))


def page_of(rows: QuerySet[M], number: int, size: int, *, keys_first: bool = False) -> Page[M]:
    """One page of a sorted query: two statements, neither of which reads past the bound.

    A page number beyond the end gives the last page. With `keys_first` the page's rows are read by
    their keys, for wide rows, and a long list is walked to in the order of an index: two more.
    """
    return page_from(rows, counted(rows), number, size, keys_first=keys_first)


def counted(rows: QuerySet[M]) -> int:
    """How many there are, at most one more than anybody leafs through; one statement."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def page_from(
    rows: QuerySet[M],
    counted: int,
    number: int,
    size: int,
    *,
    keys_first: bool = False,
    walked_from: int = LONG,
) -> Page[M]:
    """The same when they have been `counted` before; one statement, three with `keys_first`.

    With more rows than `walked_from` the page is walked to, instead of sorting all of them.
    """
    total = min(counted, MOST_COUNTED)
    number = min(max(number, 1), max(1, -(-total // size)))
    start = (number - 1) * size
    page = rows[start : start + size]
    if keys_first and counted > walked_from:
        plan_for_walking()
    if keys_first:
        keys = list(page.values_list("pk", flat=True))
        page = rows.filter(pk__in=keys) if keys else rows.none()
    return Page(list(page), number, size, total, counted > MOST_COUNTED)
