"""Lists of findings: filtered, sorted, paged, the same for screen and export."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from shouwang.kernel import bulk
from shouwang.kernel.pages import LONG, MOST_COUNTED, Page, counted, page_from
from shouwang.kernel.regioncode import DIGITS, Level, bounds
from shouwang.watch.quality.models import QualityFinding, State

PAGE_SIZE = 30
MERGED = 20  # so many pages are merged from the villages where there are more than can be counted

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
          AND f.severity BETWEEN %(mildest)s AND %(gravest)s
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
    plain = _is_plain(filters, sort)
    if plain and len(filters.prefix) <= DIGITS[Level.COUNTY]:
        bulk.plan_for_walking()
        return page_from(rows, number, page, PAGE_SIZE)
    if plain and number > LONG and (page <= MERGED or number <= MOST_COUNTED):
        return _merged(rows, filters, number, page)
    # up to the bound the rows of a part of the county are sorted sooner than found by walking
    walked_from = MOST_COUNTED if len(filters.prefix) > DIGITS[Level.COUNTY] else LONG
    return page_from(rows, number, page, PAGE_SIZE, keys_first=True, walked_from=walked_from)


def _merged(
    rows: QuerySet[QualityFinding], filters: Filters, number: int, page: int
) -> Page[QualityFinding]:
    """One page of a township's open findings, the gravest first: the first ones of each village.

    An index keeps them by village. To sort a hundred thousand takes longer than to merge a few.
    """
    total = min(number, MOST_COUNTED)
    page = min(max(page, 1), -(-total // PAGE_SIZE))
    low, high = bounds(filters.prefix)
    asked: dict[str, str | int] = {"low": low, "high": high, "until": page * PAGE_SIZE}
    asked |= {"mildest": filters.severity or 1, "gravest": filters.severity or 3}
    asked |= {"size": PAGE_SIZE, "skip": (page - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, asked)
        keys = [key for (key,) in cursor.fetchall()]
    return Page(list(rows.filter(pk__in=keys)), page, PAGE_SIZE, total, number > MOST_COUNTED)


def _is_plain(filters: Filters, sort: str) -> bool:
    """Whether place and severity alone narrow the open findings: an index has them in order."""
    return (
        filters == Filters(prefix=filters.prefix, severity=filters.severity)
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
    if filters.severity:
        # as a range: of one value the planner would forget that the index of all has its order
        wanted &= Q(severity__range=(filters.severity, filters.severity))
    for name in ("rule", "duty"):
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
