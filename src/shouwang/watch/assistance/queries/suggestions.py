"""What the policy suggests for a household: what fits, because of what, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.engine import Pack
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.catalogue import Entry
from shouwang.watch.assistance.models.plans import MOST_RISKS
from shouwang.watch.assistance.queries import source
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.quality.operations.checks import inspected
from shouwang.watch.registry.models import Household, Risk


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A measure of the catalogue for one household.

    `because` says in words why it fits, "" when it does not; `missing` what stands against it.
    `amount_fen` is the amount, or the least one where there is a range up to `most_fen`.
    """

    entry: Entry
    because: str
    missing: str
    amount_fen: int | None
    most_fen: int | None
    risks: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it can be taken over into the plan."""
        return bool(self.because)


@dataclass(frozen=True, slots=True)
class Watched:
    """One rule of plans that has something to say about a household."""

    household: str
    rule: str
    label: str
    severity: int
    sentence: str
    filter: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything the policy says about a household's help on a day."""

    risks: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    watched: tuple[Watched, ...]
    left_out: tuple[str, ...]  # parameters without a value on the day


def risks_of(household: Household, on: date) -> tuple[str, ...]:
    """The codes of the household's risks, at most five: those on record, else of its clues."""
    kinds = list(
        Risk.objects.filter(household=household, during__contains=on)
        .order_by("rank", "pk")
        .values_list("kind", flat=True)
    )
    if not kinds:
        kinds = _feared(household)
    return tuple(dict.fromkeys(policy.risk_code(kind) for kind in kinds))[:MOST_RISKS]


def _feared(household: Household) -> list[str]:
    clues = household.clues.filter(closed_on=None).order_by("-severity", "opened_on", "pk")
    rules = policy.packaged().rules
    return [rules[name].risk for name in clues.values_list("rule", flat=True) if name in rules]


def advice(household: Household, on: date, language: str = "zh") -> Advice:
    """Suggestions and what the rules of plans say; four statements."""
    place = RegionCode(household.region_code)
    pack, risks = policy.pack_of(place.code), risks_of(household, on)
    tables = source.facts(source.Reach(place.prefix, on, household.pk))
    rows, left_out = inspected(tables, pack, on, alone=True)
    found = {row["rule"]: json.loads(row["evidence"]) for row in rows.iter_rows(named=True)}
    entries = policy.catalogue().measures.values()
    wanted = [entry for entry in entries if set(entry.risks) & set(risks) or not risks]
    suggestions = [_suggestion(one, found.get(one.name), pack, risks, language) for one in wanted]
    suggestions.sort(key=lambda one: (not one.fits, -len(one.risks)))
    return Advice(
        risks,
        tuple(suggestions),
        tuple(_watched(rows.iter_rows(named=True), pack, language)),
        tuple(left_out),
    )


def _suggestion(
    entry: Entry,
    evidence: Mapping[str, Any] | None,
    pack: Pack,
    risks: Sequence[str],
    language: str,
) -> Suggestion:
    shared = tuple(risk for risk in risks if risk in entry.risks)
    if evidence is None:
        return Suggestion(entry, "", entry.missing or "条件还不满足", None, None, shared)
    return Suggestion(
        entry,
        wording.sentence(pack, entry.name, evidence, language),
        "",
        evidence.get("amount_fen"),
        evidence.get("most_fen"),
        shared,
    )


def _watched(rows: Any, pack: Pack, language: str) -> list[Watched]:
    filters = policy.catalogue().filters
    found = [
        Watched(
            row["household_id"],
            row["rule"],
            wording.rule_label(pack, row["rule"], language),
            row["severity"],
            wording.sentence(pack, row["rule"], json.loads(row["evidence"]), language),
            filters[row["rule"]],
        )
        for row in rows
        if row["rule"] in filters
    ]
    return sorted(found, key=lambda one: (-one.severity, one.household, one.rule))


def watched(place: RegionCode, on: date, language: str = "zh") -> list[Watched]:
    """What the rules of plans say about every helped household of a place; two statements."""
    pack = policy.only(policy.pack_of(place.code), policy.catalogue().filters)
    tables = source.facts(source.Reach(place.prefix, on))
    rows, _left_out = inspected(tables, pack, on)
    return _watched(rows.iter_rows(named=True), pack, language)
