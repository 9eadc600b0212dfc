"""Lists of findings: filtered, sorted, paged, the same for screen and export."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from shouwang.kernel import bulk
from shouwang.kernel.pages import MOST_COUNTED, Page, counted, page_from
from shouwang.kernel.regioncode import DIGITS, Level, bounds
from shouwang.watch.quality.models import QualityFinding, State

PAGE_SIZE = 30
MERGED = 20  # the first pages of a township with very many findings are merged from its villages

_MERGED = """
WITH RECURSIVE village (code) AS (
    (SELECT f.region_code FROM quality_qualityfinding AS f
      WHERE f.state = 'open' AND f.region_code BETWEEN %(low)s AND %(high)s
      ORDER BY f.region_code LIMIT 1)
    UNION ALL
    SELECT (SELECT f.region_code FROM quality_qualityfinding AS f
             WHERE f.state = 'open' AND f.region_code > village.code AND f.region_code <= %(high)s
             ORDER BY f.region_code LIMIT 1)
      FROM village WHERE village.code IS NOT NULL)
SELECT own.id
  FROM village CROSS JOIN LATERAL (
       SELECT f.id, f.severity FROM quality_qualityfinding AS f
        WHERE f.state = 'open' AND f.region_code = village.code
        ORDER BY f.severity DESC, f.id LIMIT %(until)s) AS own
 ORDER BY own.severity DESC, own.id LIMIT %(size)s OFFSET %(skip)s
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the findings of a place; "" and None keep everything.

    `state` "" is what still needs an answer, the open ones; "all" are those corrected too.
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
    """One page of findings with household, person and who explained.

    Five statements, and a sixth before them that tells the planner how to read a whole county.
    """
    rows = finding_rows(filters, sort)
    number = counted(rows)
    walked = _is_plain(filters, sort) and len(filters.prefix) <= DIGITS[Level.COUNTY]
    if walked:
        bulk.plan_for_walking()
    elif _is_plain(filters, sort) and number > MOST_COUNTED and 0 < page <= MERGED:
        keys = _merged(filters.prefix, page)
        there = list(rows.filter(pk__in=keys))
        return Page(there, page, PAGE_SIZE, MOST_COUNTED, uncounted=True)
    return page_from(rows, number, page, PAGE_SIZE, keys_first=not walked)


def _merged(prefix: str, page: int) -> list[int]:
    """One page of a township's open findings, the gravest first: the first ones of each village.

    An index keeps them by village. To sort a hundred thousand takes longer than to merge a few.
    """
    low, high = bounds(prefix)
    until = page * PAGE_SIZE
    asked: dict[str, str | int] = {"low": low, "high": high, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, {**asked, "size": PAGE_SIZE, "skip": until - PAGE_SIZE})
        return [key for (key,) in cursor.fetchall()]


def _is_plain(filters: Filters, sort: str) -> bool:
    """Whether only a place narrows the open findings, which an index keeps in this order."""
    return (
        filters == Filters(prefix=filters.prefix)
        and ORDERS.get(sort, ORDERS["severity"]) == ORDERS["severity"]
    )


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


def findings_of(household: int) -> list[QualityFinding]:
    """What lasts of a household's findings, the gravest first; one statement."""
    rows = QualityFinding.objects.filter(household=household).exclude(state=State.CORRECTED)
    return list(rows.select_related("person").order_by("-severity", "id"))


def finding(number: int) -> QualityFinding | None:
    """One finding with its household, person and history; None when the scope hides it."""
    return (
        QualityFinding.objects.select_related("household", "person", "by")
        .prefetch_related("changes__by")
        .filter(pk=number)
        .first()
    )
