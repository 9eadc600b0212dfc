"""What a place is made of, as the nightly count found it; and its clues through the months."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from shouwang.kernel.regioncode import DIGITS, LENGTH, Level, RegionCode, bounds
from shouwang.watch.monitoring.models import PlaceFigure, ScreeningRun, VillageCount
from shouwang.watch.monitoring.queries.runs import place_runs

_MONTHS = 12
_MOST_RUNS = 400  # a year of nights
# What the comparison of places below shows.
_COMPARED = ("households", "age", "labour", "disability", "income", "category")
_COSTS = {"business_cost"}
_NOT_INCOME = {"excluded"}


@dataclass(frozen=True, slots=True)
class Composition:
    """Counts by topic and part; an absent part is nothing counted."""

    topics: Mapping[str, Mapping[str, int]]
    counted_on: date | None = None

    def total(self, topic: str) -> int:
        """The sum over a topic."""
        return sum(self.topics.get(topic, {}).values())

    def of(self, topic: str) -> Mapping[str, int]:
        """The parts of a topic."""
        return self.topics.get(topic, {})

    @property
    def households(self) -> int:
        """Households on the day."""
        return self.total("households")

    @property
    def persons(self) -> int:
        """Persons who lived in them."""
        return self.total("age")

    def aged(self, least: int, most: int = 200) -> int:
        """Persons from one age to another; ages in steps of five years."""
        return sum(
            value
            for part, value in self.of("age").items()
            if (age := part.partition(":")[2]) and least <= int(age) <= most
        )

    @property
    def net_income(self) -> int:
        """Income of the window in fen, without what does not count, less what production cost."""
        return net(self.of("income"))

    @property
    def income_per_head(self) -> int | None:
        """Fen a head in the window; None when nobody or no income is known."""
        return self.net_income // self.persons if self.persons and self.of("income") else None


def net(income: Mapping[str, int]) -> int:
    """Sums by kind of income as one sum: costs are taken off, what does not count is left out."""
    return sum(
        -value if kind in _COSTS else value
        for kind, value in income.items()
        if kind not in _NOT_INCOME
    )


def composition(place: RegionCode) -> Composition:
    """Everything counted about a place; one statement. Above a county, the sum of its counties."""
    rows = PlaceFigure.objects.filter(region_code=place.code)
    if place.level < Level.COUNTY:
        rows = PlaceFigure.objects.filter(
            region_code__range=bounds(place.prefix), region_code__endswith="000000"
        )
    topics: dict[str, dict[str, int]] = defaultdict(dict)
    counted_on = None
    for topic, part, value, day in rows.values_list("topic", "part", "value", "counted_on"):
        topics[topic][part] = topics[topic].get(part, 0) + value
        counted_on = day
    return Composition(topics, counted_on)


def below(place: RegionCode) -> dict[str, Composition]:
    """The places directly below by code, with what the comparison shows; one statement."""
    if place.level >= Level.VILLAGE:
        return {}
    level = Level(max(place.level + 1, Level.COUNTY))
    rows = PlaceFigure.objects.filter(
        region_code__range=bounds(place.prefix),
        region_code__endswith="0" * (LENGTH - DIGITS[level]),
        topic__in=_COMPARED,
    ).exclude(region_code=place.code)
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for code, topic, part, value in rows.values_list("region_code", "topic", "part", "value"):
        if RegionCode(code).level is level:
            found[code][topic][part] = value
    return {code: Composition(topics) for code, topics in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class Month:
    """The clues that were open at the last screening of a month, by severity 1 to 3."""

    as_of: date
    by_severity: Mapping[int, int]


def trend(place: RegionCode) -> tuple[Month, ...]:
    """The last twelve months that were screened, the earliest first; two statements."""
    done = place_runs(place).filter(state=ScreeningRun.State.DONE)
    last: dict[tuple[int, int], tuple[int, date]] = {}
    for number, day in done.values_list("pk", "as_of")[:_MOST_RUNS]:
        last.setdefault((day.year, day.month), (number, day))
    runs = dict(sorted(last.values())[-_MONTHS:])
    rows = (
        VillageCount.objects.filter(run_id__in=runs, region_code__range=bounds(place.prefix))
        .exclude(rule="")
        .values("run_id", "rule")
        .annotate(clues=Sum("clues"), worst=Max("severity"))
    )
    sums: dict[int, dict[int, int]] = defaultdict(lambda: {1: 0, 2: 0, 3: 0})
    for row in rows:
        sums[row["run_id"]][row["worst"] or 1] += row["clues"]
    return tuple(
        Month(day, sums[number]) for number, day in sorted(runs.items(), key=lambda run: run[1])
    )
