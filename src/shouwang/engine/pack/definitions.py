"""What a pack holds once it has been read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shouwang.engine.errors import UnknownParameter
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
    """A condition that makes a clue of a household."""

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
    eras: tuple[str, ...] = ()
    document: str = ""
    clause: str = ""
    source: str = ""
    verified: bool = False
    place: Place | None = None


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
        """The rules that are switched on, by name."""
        return tuple(rule for _, rule in sorted(self.rules.items()) if rule.enabled)
