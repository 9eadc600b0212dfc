"""Households of a place by what is known of them, their members, tags, risks and clues."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from shouwang.kernel.pages import MOST_COUNTED, Page, page_of
from shouwang.kernel.regioncode import LENGTH, bounds
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.queries.lists import PAGE_SIZE
from shouwang.watch.quality.models import QualityFinding, State
from shouwang.watch.registry import finding
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Household,
    Person,
    PersonState,
    Risk,
    Tag,
)
from shouwang.watch.registry.models.household import SubjectCategory


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to keep of the households of a place; None and "" keep everything.

    Ages, schooling, labour and disability speak of one and the same living member.
    `words` are looked up as `registry.finding` does; with them the surest match comes first.
    """

    prefix: str
    words: str = ""
    category: str = ""
    registered: bool | None = None
    tag: str = ""
    risk: str = ""
    with_clues: bool | None = None
    severity: int | None = None
    rule: str = ""
    doubtful: bool | None = None
    least_size: int | None = None
    most_size: int | None = None
    least_age: int | None = None
    most_age: int | None = None
    schooling: str = ""
    labour: str = ""
    disabled: bool | None = None

    @property
    def of_members(self) -> bool:
        """Whether members are asked about, of whom there are many."""
        asked = (self.least_age, self.most_age, self.disabled)
        return any(one is not None for one in asked) or bool(self.schooling or self.labour)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the place is asked about."""
        return self != Wanted(self.prefix)


ORDERS = {
    "place": ("region_code", "number"),
    "-place": ("-region_code", "-number"),
    "head": ("head_name", "number"),
    "-head": ("-head_name", "-number"),
    "size": ("size", "number"),
    "-size": ("-size", "number"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A household of the list with its open clues, tags and category on the day."""

    home: Household
    severity: int
    rules: tuple[str, ...]
    tags: tuple[str, ...]
    category: str
    match: finding.Match | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page, and the answer to the words where words were given."""

    page: Page[Line]
    answer: finding.Answer | None


def found(wanted: Wanted, on: date, sort: str = "", number: int = 1) -> Found:
    """One page of the households wanted; at most nine statements with words, seven without."""
    answer = finding.find(wanted.words) if wanted.words else None
    matches = {match.home.pk: match for match in answer.matches} if answer else {}
    if answer and not sort and wanted == Wanted(wanted.prefix, words=wanted.words):
        inside = [m.home for m in answer.matches if m.home.region_code.startswith(wanted.prefix)]
        return Found(Page(_lines(inside, on, matches), 1, len(inside) or 1, len(inside)), answer)
    rows = households(wanted, on, sort, answer)
    with _planned(wanted, answer):
        page = _page(rows, number) if wanted.is_narrowed else page_of(rows, number, PAGE_SIZE)
    lines = _lines(page.rows, on, matches)
    return Found(Page(lines, page.number, page.size, page.total, page.uncounted), answer)


def _page(rows: QuerySet[Household], number: int) -> Page[Household]:
    """Count and page from one reading of the keys: what narrows is looked at once, not twice."""
    keys = list(rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    total = min(len(keys), MOST_COUNTED)
    number = min(max(number, 1), max(1, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    homes = Household.objects.in_bulk(keys[start : start + PAGE_SIZE])
    shown = [homes[key] for key in keys[start : start + PAGE_SIZE] if key in homes]
    return Page(shown, number, PAGE_SIZE, total, len(keys) > MOST_COUNTED)


def households(
    wanted: Wanted, on: date, sort: str = "", answer: finding.Answer | None = None
) -> QuerySet[Household]:
    """The households wanted, sorted; the same for the list, bulk acts and exports."""
    if wanted.words and answer is None:
        answer = finding.find(wanted.words)
    rows = Household.objects.filter(_condition(wanted, on), _place(wanted.prefix))
    if answer is None:
        return rows.order_by(*ORDERS.get(sort, ORDERS["place"]))
    keys = [match.home.pk for match in answer.matches]
    rows = rows.filter(pk__in=keys)
    return rows.order_by(*ORDERS[sort]) if sort in ORDERS else _in_order_of(rows, keys)


def _in_order_of(rows: QuerySet[Household], keys: Sequence[int]) -> QuerySet[Household]:
    whens = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    if not whens:
        return rows.order_by("number")
    rank = Case(*whens, output_field=IntegerField())
    return rows.order_by(rank, "number")


def _place(prefix: str) -> Q:
    return Q(region_code__range=bounds(prefix))


def _condition(wanted: Wanted, on: date) -> Q:
    kept = Q(ended_on=None) if not wanted.words else Q()
    if wanted.category:
        kept &= _category(wanted.category, on)
    if wanted.registered is not None:
        kept &= Q(registered_on__isnull=not wanted.registered)
    if wanted.tag:
        kept &= Q(Exists(Tag.objects.filter(household=OuterRef("pk"), word=wanted.tag)))
    if wanted.risk:
        of_kind = Risk.objects.filter(household=OuterRef("pk"), kind=wanted.risk)
        kept &= Q(Exists(of_kind.filter(during__contains=on)))
    if wanted.least_size is not None:
        kept &= Q(size__gte=wanted.least_size)
    if wanted.most_size is not None:
        kept &= Q(size__lte=wanted.most_size)
    if wanted.doubtful is not None:
        open_ones = QualityFinding.objects.filter(
            household=OuterRef("pk"), state=State.OPEN, region_code__range=bounds(wanted.prefix)
        )
        kept &= Q(Exists(open_ones)) if wanted.doubtful else ~Q(Exists(open_ones))
    return kept & _clues(wanted) & (_members(wanted, on) if wanted.of_members else Q())


def _category(category: str, on: date) -> Q:
    periods = CategoryPeriod.objects.filter(household=OuterRef("pk"), during__contains=on)
    if category == SubjectCategory.NONE:
        return ~Q(Exists(periods))
    return Q(Exists(periods.filter(category=category)))


def _clues(wanted: Wanted) -> Q:
    if wanted.with_clues is None and not (wanted.severity or wanted.rule):
        return Q()
    # a clue lies where its household does; saying so lets the index of the place be used
    open_ones = Clue.objects.filter(
        household=OuterRef("pk"), closed_on=None, region_code__range=bounds(wanted.prefix)
    )
    if wanted.severity:
        open_ones = open_ones.filter(severity=wanted.severity)
    if wanted.rule:
        open_ones = open_ones.filter(rule=wanted.rule)
    return ~Q(Exists(open_ones)) if wanted.with_clues is False else Q(Exists(open_ones))


def _members(wanted: Wanted, on: date) -> Q:
    """Someone who lives there now and is all of what was asked for."""
    living = Person.objects.filter(
        household=OuterRef("pk"),
        died_on=None,
        moved_out_on=None,
        region_code__range=bounds(wanted.prefix),
    )
    if wanted.least_age is not None:
        living = living.filter(birth_on__lte=_years_before(on, wanted.least_age))
    if wanted.most_age is not None:
        living = living.filter(birth_on__gt=_years_before(on, wanted.most_age + 1))
    state = {
        name: value
        for name, value in (("schooling", wanted.schooling), ("labour", wanted.labour))
        if value
    }
    if wanted.disabled is not None:
        state["disability_grade__gt" if wanted.disabled else "disability_grade"] = 0  # type: ignore[assignment]
    if state:
        states = PersonState.objects.filter(person=OuterRef("pk"), during__contains=on, **state)
        living = living.filter(Exists(states))
    return Q(Exists(living))


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def _lines(rows: Sequence[Household], on: date, matches: dict[int, finding.Match]) -> list[Line]:
    keys = [home.pk for home in rows]
    # Sorted here: told to walk, the database would go through all open clues in this order.
    clues = Clue.objects.filter(household_id__in=keys, closed_on=None).order_by()
    rules: dict[int, list[tuple[int, str]]] = {}
    for key, severity, rule in clues.values_list("household_id", "severity", "rule"):
        rules.setdefault(key, []).append((-severity, rule))
    tags = _grouped(Tag.objects.filter(household_id__in=keys).order_by(), "word")
    periods = CategoryPeriod.objects.filter(household_id__in=keys, during__contains=on)
    categories = dict(periods.values_list("household_id", "category"))
    return [
        Line(
            home=home,
            severity=max((-severity for severity, _ in rules.get(home.pk, ())), default=0),
            rules=tuple(rule for _, rule in sorted(rules.get(home.pk, ()))),
            tags=tuple(sorted(tags.get(home.pk, ()))),
            category=categories.get(home.pk, SubjectCategory.NONE.value),
            match=matches.get(home.pk),
        )
        for home in rows
    ]


def _grouped(rows: QuerySet[Any], column: str) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for key, value in rows.values_list("household_id", column):
        grouped.setdefault(key, []).append(value)
    return grouped


def tag_words(prefix: str, most: int = 50) -> list[str]:
    """The tags in use in a place, for the filter; found by leaps through their index."""
    words: list[str] = []
    with connection.cursor() as cursor:
        beyond = ""
        while len(words) < most:
            cursor.execute(
                "SELECT word FROM registry_tag WHERE word > %s AND region_code BETWEEN %s AND %s"
                " ORDER BY word LIMIT 1",
                [beyond, *bounds(prefix)],
            )
            row = cursor.fetchone()
            if row is None:
                return words
            beyond = row[0]
            words.append(beyond)
    return words


@contextmanager
def _planned(wanted: Wanted, answer: finding.Answer | None) -> Iterator[None]:
    """Tell the planner what it cannot know: how much of the table the scope shows.

    A whole township or county in its own order is walked along the index as far as the page goes;
    where anything narrows it, tables are joined by hashing and not row by row.
    """
    if answer is not None or len(wanted.prefix) == LENGTH:
        yield
        return
    names = ["enable_nestloop"] if wanted.is_narrowed else ["enable_sort", "enable_bitmapscan"]
    _set(names, "off")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set(names, "on")


def _set(names: Sequence[str], word: str) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for name in names for part in (name, word)])


def members_in(homes: QuerySet[Household]) -> int:
    """How many live in the households, by the size that each dossier states."""
    return homes.aggregate(persons=Sum("size"))["persons"] or 0
