"""The figures of a place: the register's history, and what the latest screening found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, QuerySet, Sum
from django.db.models.functions import Left

from shouwang.kernel.regioncode import DIGITS, LENGTH, Level, RegionCode, bounds
from shouwang.watch.monitoring.models import ScreeningRun, VillageCount
from shouwang.watch.monitoring.queries.runs import place_runs
from shouwang.watch.registry.models import Statistic


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Open clues of one rule, and how many there were in the run before (None: no such run)."""

    rule: str
    severity: int
    clues: int
    opened: int
    before: int | None

    @property
    def change(self) -> int | None:
        """How many more than in the run before."""
        return None if self.before is None else self.clues - self.before


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """Open clues of one severity, and how many there were in the run before."""

    severity: int
    clues: int
    before: int | None


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """What the latest run found in one place below; `severity` is the worst of its clues."""

    code: str
    households: int
    persons: int
    households_with_clues: int
    clues: int
    opened: int
    severity: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over a place."""

    households: int = 0
    persons: int = 0
    households_with_clues: int = 0
    clues: int = 0
    opened: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One look at a place. `figures` are keyed by (key, year); see `statistics`."""

    place: RegionCode
    figures: dict[tuple[str, int | None], Statistic]
    run: ScreeningRun | None
    previous: ScreeningRun | None
    under_way: ScreeningRun | None
    totals: Totals
    rules: tuple[RuleCount, ...]
    severities: tuple[SeverityCount, ...]
    places: tuple[PlaceCount, ...]
    villages: tuple[PlaceCount, ...]

    def figure(self, key: str, year: int | None = None) -> Decimal | None:
        """The value of one figure."""
        found = self.figures.get((key, year))
        return found.value if found else None

    def series(self, key: str) -> list[Statistic]:
        """A figure through the years, in their order."""
        return [f for (k, year), f in sorted(self.figures.items(), key=_by_year) if k == key]


def dashboard(prefix: str) -> Dashboard:
    """Everything the dashboard of a place shows; four statements whatever the number of rows."""
    place = RegionCode.of(prefix)
    runs = list(
        place_runs(place)
        .filter(state__in=["queued", "running", "done"])
        .select_related("requested_by")[:12]
    )
    done = [run for run in runs if run.state == ScreeningRun.State.DONE][:2]
    run, previous = (*done, None, None)[:2]
    villages, places = _villages_and_places(place, run, previous)
    rules = rule_counts(prefix, run, previous)
    return Dashboard(
        place=place,
        figures=statistics(place) if place.level < Level.VILLAGE else {},
        run=run,
        previous=previous,
        under_way=next((r for r in runs if r.state != ScreeningRun.State.DONE), None),
        totals=_totals(places, previous),
        rules=rules,
        severities=_severities(rules, previous),
        places=places,
        villages=villages,
    )


def _villages_and_places(
    place: RegionCode, run: ScreeningRun | None, previous: ScreeningRun | None
) -> tuple[tuple[PlaceCount, ...], tuple[PlaceCount, ...]]:
    """The villages of a county or township, and the places directly below; one statement."""
    if place.level < Level.COUNTY:
        return (), _places(place, run, previous)
    villages = _places(place, run, previous, Level.VILLAGE)
    return villages, _townships(villages) if place.level is Level.COUNTY else villages


def _townships(villages: tuple[PlaceCount, ...]) -> tuple[PlaceCount, ...]:
    by_code: dict[str, list[PlaceCount]] = defaultdict(list)
    for village in villages:
        by_code[village.code[: DIGITS[Level.TOWNSHIP]].ljust(LENGTH, "0")].append(village)
    return tuple(_sum(code, inside) for code, inside in by_code.items())


def _sum(code: str, inside: list[PlaceCount]) -> PlaceCount:
    return PlaceCount(
        code=code,
        households=sum(one.households for one in inside),
        persons=sum(one.persons for one in inside),
        households_with_clues=sum(one.households_with_clues for one in inside),
        clues=sum(one.clues for one in inside),
        opened=sum(one.opened for one in inside),
        severity=max(one.severity for one in inside),
        before=None if inside[0].before is None else sum(one.before or 0 for one in inside),
    )


def statistics(place: RegionCode) -> dict[tuple[str, int | None], Statistic]:
    """The published and derived figures of a place by key and year; one statement."""
    rows = Statistic.objects.filter(region_code=place.code).order_by("id")
    return {(row.key, row.year): row for row in rows}


def rule_counts(
    prefix: str, run: ScreeningRun | None, previous: ScreeningRun | None
) -> tuple[RuleCount, ...]:
    """Clues by rule in the run and in the one before, the gravest rules first; one statement."""
    if run is None:
        return ()
    rows = (
        _counts(prefix, run, previous)
        .exclude(rule="")
        .values("run_id", "rule")
        .annotate(severity=Max("severity"), clues=Sum("clues"), opened=Sum("opened"))
    )
    by_rule: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        by_rule[row["rule"]][row["run_id"]] = row
    counts = [_rule_count(rule, found, run, previous) for rule, found in by_rule.items()]
    return tuple(sorted(counts, key=lambda count: (-count.severity, -count.clues, count.rule)))


def _rule_count(
    rule: str,
    found: dict[int, Any],
    run: ScreeningRun,
    previous: ScreeningRun | None,
) -> RuleCount:
    now = found.get(run.pk, {})
    before = found.get(previous.pk, {}).get("clues", 0) if previous else None
    severity = max(row["severity"] for row in found.values())
    return RuleCount(rule, severity, now.get("clues", 0), now.get("opened", 0), before)


def _severities(
    rules: tuple[RuleCount, ...], previous: ScreeningRun | None
) -> tuple[SeverityCount, ...]:
    return tuple(
        SeverityCount(
            severity,
            sum(rule.clues for rule in rules if rule.severity == severity),
            sum(rule.before or 0 for rule in rules if rule.severity == severity)
            if previous
            else None,
        )
        for severity in (3, 2, 1)
    )


def townships(prefix: str) -> tuple[PlaceCount, ...]:
    """The townships of a county with what the latest run found; two statements."""
    return _below(prefix, Level.TOWNSHIP)


def villages(prefix: str) -> tuple[PlaceCount, ...]:
    """The villages of a township (or of a county) with what the latest run found."""
    return _below(prefix, Level.VILLAGE)


def _below(prefix: str, level: Level) -> tuple[PlaceCount, ...]:
    place = RegionCode.of(prefix)
    done = list(place_runs(place).filter(state=ScreeningRun.State.DONE)[:2])
    run, previous = (*done, None, None)[:2]
    return _places(place, run, previous, level)


def _places(
    place: RegionCode,
    run: ScreeningRun | None,
    previous: ScreeningRun | None,
    level: Level | None = None,
) -> tuple[PlaceCount, ...]:
    if run is None:
        return ()
    below = level or Level(min(place.level + 1, Level.VILLAGE))
    whole = _counts(place.prefix, run, previous).filter(rule="")
    rows = list(_villages(whole) if below is Level.VILLAGE else _summed(whole, DIGITS[below]))
    before = {row["place"]: row["sum_clues"] for row in rows if row["run_id"] != run.pk}
    return tuple(
        PlaceCount(
            code=row["place"].ljust(LENGTH, "0"),
            households=row["sum_households"],
            persons=row["sum_persons"],
            households_with_clues=row["sum_with_clues"],
            clues=row["sum_clues"],
            opened=row["sum_opened"],
            severity=row["worst"],
            before=before.get(row["place"], 0) if previous else None,
        )
        for row in rows
        if row["run_id"] == run.pk
    )


def _villages(whole: "QuerySet[VillageCount]") -> Iterable[Any]:
    """The rows as they are: a run writes one for each village."""
    return whole.order_by("region_code").values(
        "run_id",
        place=F("region_code"),
        sum_households=F("households"),
        sum_persons=F("persons"),
        sum_with_clues=F("households_with_clues"),
        sum_clues=F("clues"),
        sum_opened=F("opened"),
        worst=F("severity"),
    )


def _summed(whole: "QuerySet[VillageCount]", digits: int) -> Iterable[Any]:
    """Sums over the places whose code has so many digits that matter."""
    return (
        whole.annotate(place=Left("region_code", digits))
        .values("run_id", "place")
        .annotate(
            sum_households=Sum("households"),
            sum_persons=Sum("persons"),
            sum_with_clues=Sum("households_with_clues"),
            sum_clues=Sum("clues"),
            sum_opened=Sum("opened"),
            worst=Max("severity"),
        )
        .order_by("place")
    )


def _counts(
    prefix: str, run: ScreeningRun, previous: ScreeningRun | None
) -> QuerySet[VillageCount]:
    wanted = [run.pk] if previous is None else [run.pk, previous.pk]
    return VillageCount.objects.filter(run_id__in=wanted, region_code__range=bounds(prefix))


def _totals(places: tuple[PlaceCount, ...], previous: ScreeningRun | None) -> Totals:
    return Totals(
        households=sum(place.households for place in places),
        persons=sum(place.persons for place in places),
        households_with_clues=sum(place.households_with_clues for place in places),
        clues=sum(place.clues for place in places),
        opened=sum(place.opened for place in places),
        before=sum(place.before or 0 for place in places) if previous else None,
    )


def _by_year(item: tuple[tuple[str, int | None], Statistic]) -> tuple[str, int]:
    (key, year), _figure = item
    return key, year or 0
