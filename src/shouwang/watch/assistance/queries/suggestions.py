"""What the policy suggests for a household: what fits, because of what, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

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


def advice(
    household: Household, on: date, *, facts_on: date | None = None, language: str = "zh"
) -> Advice:
    """Suggestions and what the rules of plans say on a day; three statements and those of risks.

    What is known of the household is taken as of `facts_on`, the day of its latest screening.
    """
    place, known_on = RegionCode(household.region_code), facts_on or on
    pack, risks = policy.pack_of(place.code), risks_of(household, known_on)
    tables = source.facts(source.Reach(place.prefix, on, household.pk, known_on))
    catalogue = policy.catalogue()
    fitting, left_out = inspected(
        tables, policy.only(pack, catalogue.measures), known_on, alone=True
    )
    watching, more = inspected(tables, policy.only(pack, catalogue.filters), on, alone=True)
    return Advice(
        risks,
        tuple(_suggestions(fitting, pack, risks, language)),
        tuple(_watched(watching.iter_rows(named=True), pack, language)),
        tuple(sorted({*left_out, *more})),
    )


def _suggestions(
    fitting: pl.DataFrame, pack: Pack, risks: Sequence[str], language: str
) -> list[Suggestion]:
    found = {row["rule"]: json.loads(row["evidence"]) for row in fitting.iter_rows(named=True)}
    wanted = [
        entry
        for entry in policy.catalogue().measures.values()
        if not risks or set(entry.risks) & set(risks)
    ]
    made = [_suggestion(one, found.get(one.name), pack, risks, language) for one in wanted]
    return sorted(made, key=lambda one: (not one.fits, -len(one.risks)))


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


def watched(
    place: RegionCode, on: date, *, facts_on: date | None = None, language: str = "zh"
) -> list[Watched]:
    """What the rules of plans say about every helped household of a place; two statements."""
    pack = policy.only(policy.pack_of(place.code), policy.catalogue().filters)
    tables = source.facts(source.Reach(place.prefix, on, None, facts_on))
    rows, _left_out = inspected(tables, pack, on)
    return _watched(rows.iter_rows(named=True), pack, language)
