"""The oracle: plain loops over rows, written to be obviously right. Slow, and meant to be.

It takes the pack's model as it is, with real dates and unbounded whole numbers, and shares nothing
with the fast backends but the meaning of a single expression's parts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from shouwang.engine.backends.evaluate import Context, Row, evaluate, holds
from shouwang.engine.facts.checks import ROW
from shouwang.engine.facts.reading import Facts
from shouwang.engine.model import Aggregate, Expression, Named, Parameter, Standing, walk
from shouwang.engine.pack.definitions import Pack, Rule
from shouwang.engine.plan import needed

Rows = Mapping[str, list[Row]]


@dataclass
class Case:
    """One screened household: its rows by table and what has been worked out about it."""

    household: Row
    rows: Rows
    context: Context
    values: dict[str, Any]

    @property
    def members(self) -> list[Row]:
        """Persons alive, not moved out, not born after the day."""
        return [person for person in self.rows["persons"] if self.is_member(person)]

    def is_member(self, person: Row) -> bool:
        born_on = person["birth_on"]
        unborn = born_on is not None and born_on > self.context.as_of
        return person["alive"] and not person["moved_out"] and not unborn


@dataclass(frozen=True)
class Outcome:
    """The clues in order, how many households were screened, and which have no members."""

    clues: list[dict[str, Any]]
    screened: int
    empty: tuple[str, ...]


def screen(facts: Facts, pack: Pack, as_of: date, region: str) -> Outcome:
    """Screens facts that have been checked; raises MissingParameter."""
    found = read_cases(facts, pack, as_of, region)
    cases = [case for case in found if case.members]
    work_out(cases, pack)
    clues = [clue for case in cases for clue in clues_of(case, pack)]
    empty = (case.household["household_id"] for case in found if not case.members)
    return Outcome(clues, len(cases), tuple(empty))


def read_cases(facts: Facts, pack: Pack, as_of: date, region: str) -> list[Case]:
    """The households under a region prefix with all their rows, in order of id."""
    tables = {name: _by_household(_rows(facts, name)) for name in facts.standard.tables}
    cases = []
    for household_id, rows in sorted(tables["households"].items()):
        household = rows[0]
        if household["region"].startswith(region):
            own = {name: table.get(household_id, []) for name, table in tables.items()}
            context = Context(pack, household["region"], as_of)
            cases.append(Case(household, own, context, {}))
    return cases


def _rows(facts: Facts, table: str) -> list[Row]:
    """The rows of a table, with their numbers where an extract has kept them."""
    numbered = [pl.col(ROW)] if ROW in facts.schemas.get(table, {}) else []
    return list(facts.table(table, *numbered).collect().to_dicts())


def _by_household(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["household_id"]].append(row)
    return grouped


_NOTHING: Mapping[str, Any] = {}


def work_out(cases: list[Case], pack: Pack, known: Mapping[str, Any] = _NOTHING) -> None:
    """Every indicator and rule of every household, in order of need; `known` ones are given."""
    order = needed(pack)
    parameters = used_parameters(pack, order)
    for case in cases:
        for parameter in parameters:
            evaluate(parameter, {}, case.context)
    for name in order:
        if name in known:
            for case in cases:
                case.values[name] = known[name]
        elif name in pack.rules:
            for case in cases:
                case.values[name] = _fires(pack.rules[name], case)
        else:
            _work_out_indicator(name, cases, pack)


def used_parameters(pack: Pack, names: Iterable[str]) -> list[Parameter]:
    """The parameters behind the given indicators and rules."""
    expressions = [pack.proposed_category]
    expressions += [rule.condition for rule in pack.active_person_rules]
    for name in names:
        if name in pack.rules:
            expressions += [pack.rules[name].condition] if pack.rules[name].enabled else []
            continue
        computed = pack.indicators[name].computed
        if isinstance(computed, Aggregate):
            expressions += [part for part in (computed.where, computed.value) if part is not None]
        elif isinstance(computed, Expression):
            expressions.append(computed)
    found = {node for part in expressions for node in walk(part) if isinstance(node, Parameter)}
    return sorted(found, key=lambda node: (node.name, node.last_year))


def _fires(rule: Rule, case: Case) -> bool:
    return rule.enabled and holds(rule.condition, _known(case), case.context)


def _known(case: Case) -> Row:
    return {**case.household, **case.values}


def _work_out_indicator(name: str, cases: list[Case], pack: Pack) -> None:
    computed = pack.indicators[name].computed
    if isinstance(computed, Standing):
        _stand(name, computed, cases)
        return
    for case in cases:
        if isinstance(computed, Aggregate):
            case.values[name] = _aggregate(computed, case)
        else:
            case.values[name] = evaluate(computed, _known(case), case.context)


def _stand(name: str, standing: Standing, cases: list[Case]) -> None:
    by_region: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_region[case.context.region].append(case)
    for neighbours in by_region.values():
        for case in neighbours:
            case.values[name] = _standing(standing, case, neighbours)


def _standing(standing: Standing, case: Case, neighbours: list[Case]) -> int | None:
    if standing.value is None:
        return len(neighbours)
    own = case.values[standing.value]
    if own is None:
        return None
    others = [other.values[standing.value] for other in neighbours]
    if standing.op == "lower":
        return sum(other is not None and other < own for other in others)
    return sum(other is not None and other > own for other in others)


def behind(aggregate: Aggregate, case: Case) -> list[Row]:
    """The fact rows that an aggregate counts."""
    rows = case.members if aggregate.table == "members" else case.rows[aggregate.table]
    if aggregate.over_members:
        members = {person["person_id"] for person in case.members}
        rows = [row for row in rows if row["person_id"] in members]
    if aggregate.where is not None:
        rows = [row for row in rows if holds(aggregate.where, row, case.context)]
    if aggregate.latest is not None and rows:
        last = max(row[aggregate.latest] for row in rows)
        rows = [row for row in rows if row[aggregate.latest] == last]
    return rows


def _aggregate(aggregate: Aggregate, case: Case) -> Any:
    rows = behind(aggregate, case)
    if aggregate.over_members is None:
        return _summary(aggregate, aggregate.op, rows, case)
    own: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        own[row["person_id"]].append(row)
    each = [_summary(aggregate, aggregate.op, part, case) for part in own.values()]
    known = [value for value in each if value is not None]
    return _join(aggregate.over_members, known)


def _summary(aggregate: Aggregate, op: str, rows: list[Row], case: Case) -> Any:
    if op == "count" or aggregate.value is None:
        return len(rows)
    if op in {"any", "all"}:
        truths = [holds(aggregate.value, row, case.context) for row in rows]
        return any(truths) if op == "any" else all(truths)
    values = [evaluate(aggregate.value, row, case.context) for row in rows]
    known = [value for value in values if value is not None]
    if isinstance(aggregate.value, Named) and aggregate.value.codes:
        ranked = _join(op, [aggregate.value.codes.index(code) for code in known])
        return None if ranked is None else aggregate.value.codes[ranked]
    return _join(op, known)


def _join(op: str, values: list[Any]) -> Any:
    if op == "sum":
        return sum(values)
    if not values:
        return None
    return max(values) if op == "max" else min(values)


def clues_of(case: Case, pack: Pack) -> list[dict[str, Any]]:
    """The clues of one household, by rule."""
    category = evaluate(pack.proposed_category, _known(case), case.context)
    return [
        {
            "household_id": case.household["household_id"],
            "region": case.household["region"],
            "rule": rule.name,
            "rule_version": rule.version,
            "severity": rule.severity,
            "proposed_category": category,
            "as_of": case.context.as_of,
            "evidence": evidence_text(rule, case.values),
        }
        for rule in pack.active_rules
        if case.values[rule.name]
    ]


def findings_of(case: Case, pack: Pack) -> list[dict[str, Any]]:
    """What the rules of a pack find about one household and its persons."""
    found = [(rule, None, case.values) for rule in pack.active_rules if case.values[rule.name]]
    for rule in pack.active_person_rules:
        for person in case.members if rule.of == "members" else case.rows["persons"]:
            known = {**_known(case), **person}
            if holds(rule.condition, known, case.context):
                found.append((rule, person["person_id"], known))
    return [
        {
            "household_id": case.household["household_id"],
            "region": case.household["region"],
            "person_id": person_id,
            "rule": rule.name,
            "rule_version": rule.version,
            "severity": rule.severity,
            "evidence": evidence_text(rule, values),
        }
        for rule, person_id, values in found
    ]


def evidence_text(rule: Rule, values: Row) -> str:
    """The evidence of a clue as a JSON object, names in the rule's order."""
    shown = {name: values[indicator] for name, indicator in rule.evidence}
    return json.dumps(shown, default=str, ensure_ascii=False, separators=(",", ":"))
