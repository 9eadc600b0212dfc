"""Why a rule fired for a household, or did not: every value, the rows and documents behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.engine.backends import polars as polars_backend
from shouwang.engine.backends.python import (
    Case,
    behind,
    clues_of,
    read_cases,
    work_out,
)
from shouwang.engine.days import year_before
from shouwang.engine.errors import UnknownHousehold
from shouwang.engine.facts.checks import ROW
from shouwang.engine.facts.extract import neighbourhood
from shouwang.engine.facts.reading import Facts
from shouwang.engine.model import Aggregate, Expression, Parameter, Standing, Value, walk
from shouwang.engine.pack.definitions import Indicator, Pack, Rule
from shouwang.engine.parameters import ParameterValue
from shouwang.engine.wording import label, sentence, worded


@dataclass(frozen=True)
class FactRow:
    """A row of facts that a number was counted from; `row` is its number in the table, from 1."""

    table: str
    row: int | None
    values: dict[str, Any]


@dataclass(frozen=True)
class IndicatorExplained:
    """An indicator of the household: its value, and where it comes from."""

    shown_as: str
    indicator: Indicator
    value: Any
    rows: tuple[FactRow, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    made_of: tuple[IndicatorExplained, ...] = ()


@dataclass(frozen=True)
class RuleExplained:
    """A rule for the household: whether it fired, on which values."""

    rule: Rule
    fired: bool
    evidence: dict[str, Any]
    indicators: tuple[IndicatorExplained, ...]
    parameters: tuple[ParameterValue, ...]
    sentences: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """All rules for one household on one day."""

    household_id: str
    region: str
    as_of: date
    size: int
    proposed_category: str | None
    rules: tuple[RuleExplained, ...]

    @property
    def fired(self) -> tuple[RuleExplained, ...]:
        return tuple(rule for rule in self.rules if rule.fired)

    def text(self, language: str = "zh") -> str:
        """The explanation in words: Chinese (zh) or English (en)."""
        return "\n".join(_Words(language).explanation(self))


def explain(facts: Facts, pack: Pack, as_of: date, household_id: str) -> Explanation:
    """Explains every active rule for a household.

    Raises UnknownHousehold (also when it has no members), FactsRefused, MissingParameter.
    """
    nearby = neighbourhood(facts, household_id)
    polars_backend.check(nearby)
    cases = [case for case in read_cases(nearby, pack, as_of, "") if case.members]
    own = next((c for c in cases if c.household["household_id"] == household_id), None)
    if own is None:
        raise UnknownHousehold(household_id=household_id)
    work_out(cases, pack)
    explainer = _Explainer(pack, own)
    rules = tuple(explainer.rule(rule) for rule in pack.active_rules)
    clues = clues_of(own, pack)
    return Explanation(
        household_id=household_id,
        region=own.context.region,
        as_of=as_of,
        size=len(own.members),
        proposed_category=clues[0]["proposed_category"] if clues else None,
        rules=rules,
    )


@dataclass(frozen=True)
class _Explainer:
    pack: Pack
    case: Case

    def rule(self, rule: Rule) -> RuleExplained:
        evidence = {shown: self.case.values[name] for shown, name in rule.evidence}
        shown_as = {name: shown for shown, name in rule.evidence}
        names = list(shown_as) + [
            n for n in self._indicators_in(rule.condition) if n not in shown_as
        ]
        return RuleExplained(
            rule=rule,
            fired=self.case.values[rule.name],
            evidence=evidence,
            indicators=tuple(self.indicator(name, shown_as.get(name, name)) for name in names),
            parameters=self._parameters_in(rule.condition),
            sentences={
                language: sentence(self.pack, rule, evidence, language) for language in ("zh", "en")
            },
        )

    def indicator(self, name: str, shown_as: str | None = None) -> IndicatorExplained:
        indicator = self.pack.indicators[name]
        computed = indicator.computed
        value = self.case.values[name]
        shown = shown_as or name
        if isinstance(computed, Aggregate):
            parts = [part for part in (computed.where, computed.value) if part is not None]
            used = tuple(p for part in parts for p in self._parameters_in(part))
            return IndicatorExplained(shown, indicator, value, self._rows(computed), used)
        if isinstance(computed, Standing):
            of = (self.indicator(computed.value),) if computed.value else ()
            return IndicatorExplained(shown, indicator, value, made_of=of)
        made_of = tuple(self.indicator(part) for part in self._indicators_in(computed))
        return IndicatorExplained(
            shown, indicator, value, parameters=self._parameters_in(computed), made_of=made_of
        )

    def _rows(self, aggregate: Aggregate) -> tuple[FactRow, ...]:
        table = "persons" if aggregate.table == "members" else aggregate.table
        return tuple(
            FactRow(table, row.get(ROW), {key: row[key] for key in row if key != ROW})
            for row in behind(aggregate, self.case)
        )

    def _indicators_in(self, expression: Expression) -> list[str]:
        names = (node.name for node in walk(expression) if isinstance(node, Value))
        return list(dict.fromkeys(name for name in names if name in self.pack.indicators))

    def _parameters_in(self, expression: Expression) -> tuple[ParameterValue, ...]:
        context = self.case.context
        found: dict[tuple[str, date], ParameterValue] = {}
        for node in walk(expression):
            if isinstance(node, Parameter):
                on = year_before(context.as_of) if node.last_year else context.as_of
                found[node.name, on] = self.pack.resolve(node.name, context.region, on)
        return tuple(found.values())


_WORDS = {
    "zh": {
        "head": "农户 {id}（{region}），{day}，家庭人口 {size} 人",
        "fired": "【触发】{label}（{rule} 第{version}版，{severity}级）",
        "quiet": "【未触发】{label}（{rule}）",
        "category": "拟纳入类别：{category}",
        "rule": "  依据：{condition}",
        "from": "来自 {table} 第 {rows} 行",
        "no_rows": "{table} 中没有相应记录",
        "verified": "已核实",
        "unverified": "未核实",
        "none": "没有规则触发。",
    },
    "en": {
        "head": "Household {id} ({region}) on {day}, {size} members",
        "fired": "[fired] {label} ({rule}, version {version}, severity {severity})",
        "quiet": "[not fired] {label} ({rule})",
        "category": "Proposed category: {category}",
        "rule": "  condition: {condition}",
        "from": "from {table}, row {rows}",
        "no_rows": "no such rows in {table}",
        "verified": "verified",
        "unverified": "unverified",
        "none": "No rule fired.",
    },
}
_MOST_ROWS = 12


@dataclass(frozen=True)
class _Words:
    """Renders an explanation as lines of text."""

    language: str

    def say(self, key: str, **values: Any) -> str:
        return _WORDS[self.language][key].format(**values)

    def explanation(self, found: Explanation) -> list[str]:
        lines = [
            self.say(
                "head", id=found.household_id, region=found.region, day=found.as_of, size=found.size
            )
        ]
        lines.append(
            self.say("category", category=found.proposed_category)
            if found.proposed_category
            else self.say("none")
        )
        for rule in sorted(found.rules, key=lambda rule: not rule.fired):
            lines += ["", *self.rule(rule)]
        return lines

    def rule(self, found: RuleExplained) -> list[str]:
        rule = found.rule
        lines = [
            self.say(
                "fired" if found.fired else "quiet",
                label=label(rule.label, self.language, rule.name),
                rule=rule.name,
                version=rule.version,
                severity=rule.severity,
            )
        ]
        if found.fired:
            lines.append("  " + found.sentences[self.language])
        lines.append(self.say("rule", condition=" ".join(rule.written.split())))
        for indicator in found.indicators:
            lines += self.indicator(indicator, 1)
        return lines + [self.parameter(value, 1) for value in found.parameters]

    def indicator(self, found: IndicatorExplained, depth: int) -> list[str]:
        indicator, indent = found.indicator, "  " * depth
        name = label(indicator.label, self.language, indicator.name)
        value = worded(found.value, indicator.unit, self.language)
        lines = [f"{indent}- {found.shown_as} {name}: {value}{self.origin(found)}"]
        for part in found.made_of:
            lines += self.indicator(part, depth + 1)
        return lines + [self.parameter(value, depth + 1) for value in found.parameters]

    def origin(self, found: IndicatorExplained) -> str:
        table = found.indicator.table
        if table is None:
            return ""
        if not found.rows:
            return f" ({self.say('no_rows', table=table)})"
        numbers = [str(row.row) for row in found.rows[:_MOST_ROWS]]
        more = " …" if len(found.rows) > _MOST_ROWS else ""
        where = self.say("from", table=found.rows[0].table, rows=", ".join(numbers) + more)
        return f" ({where})"

    def parameter(self, value: ParameterValue, depth: int) -> str:
        mark = self.say("verified" if value.verified else "unverified")
        until = f" – {value.valid_to}" if value.valid_to else ""
        source = "; ".join(part for part in (value.document, value.clause, value.source) if part)
        indent = "  " * depth
        return (
            f"{indent}· {value.name} = {value.value} "
            f"[{value.region or '*'}, {value.valid_from}{until}] {source} ({mark})"
        )
