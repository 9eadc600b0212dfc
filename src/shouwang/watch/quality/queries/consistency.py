"""What the three sources say, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from shouwang.kernel.pages import Page, page_of
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import bounds
from shouwang.watch.quality.models import Difference, Statement
from shouwang.watch.quality.queries.items import INCOME
from shouwang.watch.quality.queries.lists import PAGE_SIZE
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Household,
    Housing,
    Income,
    Person,
    Risk,
)

Key = tuple[int, int | None, str]  # household, person, item
Values = dict[str, str | None]


def statements_of(homes: Sequence[int]) -> dict[Key, Values]:
    """What handbook and visit say of each item of some households."""
    rows = Statement.objects.filter(household__in=homes).order_by("id")
    said: dict[Key, Values] = {}
    for row in rows.iterator(chunk_size=1000):
        key = (row.household_id, row.person_id, row.item)
        said.setdefault(key, {})[row.source] = str(row.value)
    return said


def registry_values(keys: Iterable[Key], on: date) -> dict[Key, str | None]:
    """What the registry has of these items on a day; one statement for each kind of item."""
    wanted = list(keys)
    items = {item for _, _, item in wanted}
    homes = sorted({home for home, _, _ in wanted})
    people = sorted({person for _, person, _ in wanted if person is not None})
    found: dict[Key, str | None] = dict.fromkeys(wanted)
    found.update(_of_households(homes, items))
    found.update(_of_people(people, items))
    if items & set(INCOME):
        found.update(_incomes(homes, on))
    if "housing" in items:
        found.update(_grades(homes, on))
    if "category" in items:
        found.update(_categories(homes, on))
    if "risks" in items:
        found.update(_risks(homes, on))
    for key in wanted:
        if key[1:] == (None, "name"):  # a name in the handbook that no member has
            found[key] = ""
    return {key: found.get(key) for key in wanted}


def _of_households(homes: Sequence[int], items: set[str]) -> dict[Key, str | None]:
    if not items & {"size", "head"}:
        return {}
    found: dict[Key, str | None] = {}
    for pk, size, head in Household.objects.filter(pk__in=homes).values_list(
        "pk", "size", "head_name"
    ):
        found[pk, None, "size"], found[pk, None, "head"] = str(size), head
    return found


def _of_people(people: Sequence[int], items: set[str]) -> dict[Key, str | None]:
    if not items & {"name", "telephone"}:
        return {}
    found: dict[Key, str | None] = {}
    rows = Person.objects.filter(pk__in=people).only("household_id", "name", "telephone")
    for row in rows.iterator(chunk_size=1000):
        found[row.household_id, row.pk, "name"] = row.name
        found[row.household_id, row.pk, "telephone"] = str(row.telephone or "")
    return found


def _incomes(homes: Sequence[int], on: date) -> dict[Key, str | None]:
    """Sums of the twelve whole months before the day's, in whole yuan, halves up."""
    month = on.replace(day=1)
    rows = (
        Income.objects.filter(
            household__in=homes, month__gte=add_months(month, -12), month__lt=month, kind__in=INCOME
        )
        .values_list("household", "kind")
        .annotate(fen=Sum("amount_fen"))
    )
    found: dict[Key, str | None] = {(home, None, kind): "0" for home in homes for kind in INCOME}
    found.update({(home, None, kind): str((fen + 50) // 100) for home, kind, fen in rows})
    return found


def _grades(homes: Sequence[int], on: date) -> dict[Key, str | None]:
    rows = (
        Housing.objects.filter(household__in=homes, assessed_on__lte=on)
        .order_by("household", "-assessed_on", "-grade", "-id")
        .distinct("household")
        .values_list("household", "grade")
    )
    return {(home, None, "housing"): grade for home, grade in rows}


def _categories(homes: Sequence[int], on: date) -> dict[Key, str | None]:
    rows = CategoryPeriod.objects.filter(household__in=homes, during__contains=on)
    found: dict[Key, str | None] = {(home, None, "category"): "none" for home in homes}
    found.update(
        {(home, None, "category"): word for home, word in rows.values_list("household", "category")}
    )
    return found


def _risks(homes: Sequence[int], on: date) -> dict[Key, str | None]:
    rows = Risk.objects.filter(household__in=homes, during__contains=on)
    words: dict[int, set[str]] = {home: set() for home in homes}
    for home, kind in rows.values_list("household", "kind"):
        words[home].add(kind)
    return {(home, None, "risks"): "、".join(sorted(kinds)) for home, kinds in words.items()}


@dataclass(frozen=True, slots=True)
class DifferenceFilters:
    """What to keep of the differences of a place; "" keeps everything, state "" the open ones."""

    prefix: str = ""
    item: str = ""
    state: str = ""
    words: str = ""


def difference_rows(filters: DifferenceFilters) -> QuerySet[Difference]:
    """The differences that a list or an export shows, village by village."""
    wanted = Q(region_code__range=bounds(filters.prefix))
    if filters.state != "all":
        wanted &= Q(state=filters.state or Difference.State.OPEN)
    if filters.item:
        wanted &= Q(item=filters.item)
    if filters.words:
        wanted &= Q(household__number=filters.words) | Q(
            household__head_name__gte=filters.words,
            household__head_name__lt=filters.words + "\U0010ffff",
        )
    rows = Difference.objects.filter(wanted).order_by("region_code", "id")
    return rows.prefetch_related("household", "person", "by")


def differences(filters: DifferenceFilters, page: int = 1) -> Page[Difference]:
    """One page of differences with household and person; at most five statements."""
    return page_of(difference_rows(filters), page, PAGE_SIZE)


def difference(number: int) -> Difference | None:
    """One difference with household, person and who settled it; None when the scope hides it."""
    return Difference.objects.select_related("household", "person", "by").filter(pk=number).first()


def differences_of(household: int) -> list[Difference]:
    """Every difference of a household, open ones first, with who settled it."""
    rows = Difference.objects.filter(household=household).select_related("person", "by")
    return sorted(rows, key=lambda row: (row.state != Difference.State.OPEN, -row.pk))


def open_below(prefix: str, digits: int) -> dict[str, dict[str, int]]:
    """Open and settled differences of each place inside, by code."""
    rows = (
        Difference.objects.filter(region_code__range=bounds(prefix))
        .values_list("region_code", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for code, state, number in rows:
        own = found.setdefault(code[:digits].ljust(12, "0"), {})
        own[state] = own.get(state, 0) + number
    return dict(sorted(found.items()))


def by_item(prefix: str) -> list[tuple[str, int]]:
    """Open differences of each item, most first."""
    rows = (
        Difference.objects.filter(region_code__range=bounds(prefix), state=Difference.State.OPEN)
        .values_list("item")
        .annotate(n=Count("pk"))
    )
    return sorted(rows, key=lambda pair: (-pair[1], pair[0]))
