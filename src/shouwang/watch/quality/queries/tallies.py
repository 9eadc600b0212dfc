"""How many findings there are where: sums of the tallies, never counts over the findings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from shouwang.kernel.regioncode import RegionCode, bounds, enclosing
from shouwang.people.models import Duty
from shouwang.people.rules import Kind
from shouwang.watch.quality.models import QualityRate, QualityTally, State

_STATES = (State.OPEN, State.EXPLAINED, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Totals:
    """Findings by state; `urgent` are those open of the highest severity."""

    open: int = 0
    explained: int = 0
    accepted: int = 0
    urgent: int = 0

    @property
    def all(self) -> int:
        """Everything that lasts."""
        return self.open + self.explained + self.accepted

    @property
    def answered_percent(self) -> int:
        """How many of a hundred somebody has answered, rounded down."""
        return (self.explained + self.accepted) * 100 // self.all if self.all else 100


@dataclass(frozen=True, slots=True)
class RuleTotals:
    """One rule's findings."""

    rule: str
    severity: int
    duty: str
    totals: Totals


def totals(prefix: str) -> Totals:
    """The findings of a place; one statement."""
    rows = QualityTally.objects.filter(region_code__range=bounds(prefix))
    return _totals(rows.values_list("state", "severity").annotate(n=Sum("findings")))


def _totals(rows: Iterable[tuple[str, int, int]]) -> Totals:
    counts = dict.fromkeys(_STATES, 0)
    urgent = 0
    for state, severity, number in rows:
        counts[State(state)] += number
        urgent += number if (state, severity) == (State.OPEN, 3) else 0
    return Totals(counts[State.OPEN], counts[State.EXPLAINED], counts[State.ACCEPTED], urgent)


def below(prefix: str, digits: int) -> dict[str, Totals]:
    """The findings of each place inside, by code; `digits` 9 for townships, 12 for villages."""
    rows = (
        QualityTally.objects.filter(region_code__range=bounds(prefix))
        .values_list("region_code", "state", "severity")
        .annotate(n=Sum("findings"))
    )
    grouped: dict[str, list[tuple[str, int, int]]] = {}
    for code, state, severity, number in rows:
        grouped.setdefault(code[:digits].ljust(12, "0"), []).append((state, severity, number))
    return {code: _totals(own) for code, own in sorted(grouped.items())}


def by_rule(prefix: str) -> list[RuleTotals]:
    """The findings of each rule in a place, most first; one statement."""
    rows = (
        QualityTally.objects.filter(region_code__range=bounds(prefix))
        .values_list("rule", "severity", "duty", "state")
        .annotate(n=Sum("findings"))
    )
    grouped: dict[tuple[str, int, str], list[tuple[str, int, int]]] = {}
    for rule, severity, duty, state, number in rows:
        grouped.setdefault((rule, severity, duty), []).append((state, severity, number))
    found = [RuleTotals(*key, _totals(own)) for key, own in grouped.items()]
    return sorted(found, key=lambda one: (-one.totals.open, -one.severity, one.rule))


def rates(prefix: str, size: int = 12) -> list[tuple[date, dict[str, QualityRate]]]:
    """The last checks of the whole place by day, oldest first: township → what was left there.

    A check of a part of the place says nothing about the place.
    """
    whole = enclosing(RegionCode.of(prefix))
    rows = QualityRate.objects.filter(
        region_code__range=bounds(prefix), run__region_code__in=whole
    ).order_by("on", "run_id")
    days = list(rows.order_by("-on").values_list("on", flat=True).distinct()[:size])
    shown: dict[date, dict[str, QualityRate]] = {}
    for row in rows.filter(on__in=days):
        shown.setdefault(row.on, {})[row.region_code] = row
    return sorted(shown.items())


def responsible(codes: Iterable[str], on: date) -> dict[tuple[str, str], str]:
    """Who holds which duty where, by (kind, place): names in force on the day; one statement.

    Answers for the places themselves and for the townships and counties they lie in.
    """
    wanted = {code[:n].ljust(12, "0") for code in codes for n in (6, 9, 12)}
    held = (
        Duty.objects.in_force(on)
        .filter(region_code__in=wanted)
        .order_by("begins_on", "id")
        .values_list("kind", "region_code", "account__display_name")
    )
    found: dict[tuple[str, str], str] = {}
    for kind, code, name in held:
        found.setdefault((kind, code), name)
    return found


def holder(held: dict[tuple[str, str], str], duty: str, code: str) -> str:
    """Who answers for a finding of a village: the holder nearest to it; "" when nobody does."""
    digits = {Kind.VILLAGE_CADRE.value: 12, Kind.TOWNSHIP_CLERK.value: 9}.get(duty, 6)
    return held.get((duty, RegionCode.of(code[:digits]).code), "")
