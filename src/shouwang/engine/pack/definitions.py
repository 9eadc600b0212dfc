"""What a pack holds once it has been read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shouwang.engine.errors import UnknownParameter
from shouwang.engine.facts.standard import FACTS, ColumnSpec, Role, Standard
from shouwang.engine.model import Aggregate, Expression, Kind, Standing
from shouwang.engine.parameters import Parameter, ParameterValue, Place

Text = dict[str, str]


@dataclass(frozen=True)
class Indicator:
    """A number, date, code or condition of one household on one day."""

    name: str
    label: Text
    unit: str
    definition: Text
    computed: Aggregate | Standing | Expression
    kind: Kind
    nullable: bool = False
    codes: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None

    @property
    def table(self) -> str | None:
        """The facts table the indicator is counted from, if it is counted from one."""
        return self.computed.table if isinstance(self.computed, Aggregate) else None


@dataclass(frozen=True)
class Rule:
    """A condition that makes a clue of a household, or a finding about a person of it.

    `of` is "" for the household, else `members` or `persons`: the condition then speaks of one
    person's columns as well. An `inherited` rule can be named in conditions and yields nothing.
    """

    name: str
    version: int
    severity: int
    label: Text
    explain: Text
    condition: Expression
    written: str
    evidence: tuple[tuple[str, str], ...]  # name shown, indicator
    enabled: bool = True
    department: Text = field(default_factory=dict)
    risk: str = ""
    of: str = ""
    duty: str = ""
    inherited: bool = False
    eras: tuple[str, ...] = ()
    document: str = ""
    clause: str = ""
    source: str = ""
    verified: bool = False
    note: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Shown:
    """What a value of evidence is: where it stands, of which kind, in which unit."""

    name: str
    kind: Kind
    unit: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A policy pack: everything a screening needs to know besides the facts."""

    name: str
    version: str
    title: Text
    parameters: Mapping[str, Parameter]
    indicators: Mapping[str, Indicator]
    rules: Mapping[str, Rule]
    proposed_category: Expression
    codes: Mapping[str, Any] = field(default_factory=dict)
    extends: str | None = None
    directories: tuple[str, ...] = ()
    standard: Standard = FACTS

    def resolve(self, name: str, region: str, on: date) -> ParameterValue:
        """The value of a parameter; raises MissingParameter or UnknownParameter."""
        if name not in self.parameters:
            raise UnknownParameter(name=name)
        return self.parameters[name].resolve(region, on)

    def with_values(self, values: Iterable[ParameterValue]) -> Pack:
        """The pack with further parameter values (of a county, say) laid over its own."""
        added: dict[str, list[ParameterValue]] = {}
        for value in values:
            if value.name not in self.parameters:
                raise UnknownParameter(name=value.name)
            added.setdefault(value.name, []).append(value)
        changed = {name: self.parameters[name].with_values(group) for name, group in added.items()}
        return replace(self, parameters={**self.parameters, **changed})

    @property
    def active_rules(self) -> tuple[Rule, ...]:
        """The rules about households that are switched on, by name."""
        return tuple(rule for rule in self._yielding if not rule.of)

    @property
    def active_person_rules(self) -> tuple[Rule, ...]:
        """The rules about persons that are switched on, by name."""
        return tuple(rule for rule in self._yielding if rule.of)

    @property
    def _yielding(self) -> Iterable[Rule]:
        rules = (rule for _, rule in sorted(self.rules.items()))
        return (rule for rule in rules if rule.enabled and not rule.inherited)

    def shown(self, rule: Rule, name: str) -> Shown:
        """What the value is that a rule shows under this name: a person's column or an indicator.

        Raises KeyError when it is neither.
        """
        if rule.of and name in self.standard.tables["persons"].names:
            return _column_shown(self.standard.tables["persons"].column(name))
        indicator = self.indicators[name]
        return Shown(name, indicator.kind, indicator.unit, indicator.codes)


def _column_shown(column: ColumnSpec) -> Shown:
    units = {Role.AMOUNT: "fen", Role.CODE: "code", Role.FLAG: "yes or no", Role.DAY: "date"}
    codes = column.codes if column.role is Role.CODE else ()
    return Shown(column.name, column.kind, units.get(column.role, ""), codes)
