"""From YAML to a pack: every indicator and rule parsed, named, typed."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from shouwang.engine.errors import ExpressionError, PackRefused
from shouwang.engine.facts.standard import FACTS, Role, Standard, TableSpec
from shouwang.engine.facts.standards import STANDARDS
from shouwang.engine.language import Call, Scope, parse, parse_take
from shouwang.engine.model import (
    Aggregate,
    Column,
    Constant,
    Expression,
    Kind,
    Named,
    Standing,
    Value,
)
from shouwang.engine.model import Parameter as ParameterNode
from shouwang.engine.pack.definitions import Indicator, Pack, Rule
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.layers import Layer, read_layers
from shouwang.engine.pack.source import Listing, Table
from shouwang.engine.pack.values import read_parameters
from shouwang.engine.parameters import Parameter

_INDICATOR_KEYS = {
    "label", "unit", "definition", "of", "where", "latest", "per", "take", "among", "value", "note",
}  # fmt: skip
_RULE_KEYS = {
    "label", "version", "severity", "when", "evidence", "explain", "enabled", "department", "risk",
    "eras", "document", "clause", "source", "verified", "note", "of", "duty",
}  # fmt: skip
_OF = ("members", "persons")


def load_pack(name: Path | str = "cn") -> Pack:
    """The policy pack in a directory, or the packaged one of that name.

    Raises PackNotFound, or PackRefused with the first finding that keeps it from being used.
    """
    pack, findings = read_pack(name)
    fatal = [finding for finding in findings if finding.fatal]
    if fatal:
        raise PackRefused(count=len(fatal), first=fatal[0], findings=tuple(findings))
    return pack


def read_pack(name: Path | str) -> tuple[Pack, Findings]:
    """The pack as far as it can be understood, with everything that is wrong with it."""
    findings = Findings()
    layers = read_layers(name, findings)
    pack = _Reading(layers, findings).pack()
    findings.sort()
    return pack, findings


class _Reading(Mapping[str, Expression]):
    """Reads a pack's entries on demand; is itself the scope in which their names are looked up."""

    def __init__(self, layers: list[Layer], findings: Findings) -> None:
        self.layers, self.findings = layers, findings
        self.standard = _standard(layers, findings)
        self.columns = _household_columns(self.standard)
        self.parameters: dict[str, Parameter] = read_parameters(layers, findings)
        self.written_indicators = self._merged("indicators", whole=True)
        self.written_rules = self._merged("rules", whole=False)
        self.inherited = _inherited(layers)
        self.indicators: dict[str, Indicator] = {}
        self.rules: dict[str, Rule] = {}
        self.in_progress: list[str] = []

    def pack(self) -> Pack:
        self._check_names()
        for name in self.written_indicators:
            self._indicator(name)
        for name in self.written_rules:
            self._rule(name)
        head = self.layers[-1].head
        first = self.layers[0].head
        return Pack(
            name=self.findings.text(head, "name"),
            version=str(head.get("version", "")),
            title=self.findings.labels(head, "title", needed=False),
            parameters=self.parameters,
            indicators=self.indicators,
            rules=self.rules,
            proposed_category=self._category(head if "proposed_category" in head else first),
            codes=self._codes(),
            extends=head.get("extends"),
            directories=tuple(str(layer.directory) for layer in self.layers),
            standard=self.standard,
        )

    def _merged(self, section: str, *, whole: bool) -> dict[str, Table]:
        """Entries of all layers; a later entry replaces an earlier one, or only its own keys."""
        merged: dict[str, Table] = {}
        for layer in self.layers:
            for name, table in layer.sections[section].items():
                merged[name] = table if whole or name not in merged else _over(merged[name], table)
        return merged

    def _codes(self) -> dict[str, Any]:
        codes: dict[str, Any] = {}
        for layer in self.layers:
            codes.update(layer.sections["codes"])
        return codes

    def _check_names(self) -> None:
        seen: dict[str, str] = dict.fromkeys(self.columns, "a column of households")
        seen |= {"today": "a word of the language"}
        for kind, entries in (
            ("parameter", {name: p.place for name, p in self.parameters.items()}),
            ("indicator", {name: t.place for name, t in self.written_indicators.items()}),
            ("rule", {name: t.place for name, t in self.written_rules.items()}),
        ):
            for name, place in entries.items():
                if place and name in seen:
                    self.findings.add(place, f"{name} is already the name of {seen[name]}")
                elif place and not name.isidentifier():
                    self.findings.add(place, f"{name} is not a name: use letters, digits and _")
                seen[name] = f"a {kind}"

    # The scope: names of the household's values.

    def get(self, name: str, default: Any = None) -> Any:
        if name in self.columns:
            return _column(self.standard.tables["households"], name)
        if name in self.parameters:
            return ParameterNode(name)
        if name in self.written_indicators:
            indicator = self._indicator(name)
            return Value(name, indicator.kind, indicator.nullable, indicator.codes)
        if name in self.written_rules:
            return default if self._rule(name).of else Value(name, Kind.TRUTH)
        return default

    def __getitem__(self, name: str) -> Expression:
        found: Expression | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter((*self.columns, *self.parameters, *self.written_indicators))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _enter(self, name: str) -> None:
        if name in self.in_progress:
            chain = " → ".join([*self.in_progress[self.in_progress.index(name) :], name])
            raise ExpressionError(reason=f"defined by itself: {chain}")
        self.in_progress.append(name)

    # Indicators.

    def _indicator(self, name: str) -> Indicator:
        if name in self.indicators:
            return self.indicators[name]
        table = self.written_indicators[name]
        self._enter(name)
        try:
            indicator = self._read_indicator(name, table)
        finally:
            self.in_progress.pop()
        self.indicators[name] = indicator
        return indicator

    def _read_indicator(self, name: str, table: Table) -> Indicator:
        self.findings.unknown_keys(table, _INDICATOR_KEYS)
        computed: Aggregate | Standing | Expression
        try:
            computed = self._computed(table)
        except ExpressionError as error:
            self.findings.add(_place_of_fault(table), f"{name}: {error}")
            computed = Constant(0)
        return Indicator(
            name=name,
            label=self.findings.labels(table, "label"),
            unit=self.findings.text(table, "unit"),
            definition=self.findings.labels(table, "definition", needed=False),
            computed=computed,
            kind=Kind.NUMBER if isinstance(computed, Standing) else computed.kind,
            nullable=self._nullable(computed),
            codes=_codes_of(computed),
            written={key: str(value) for key, value in table.items() if isinstance(value, str)},
            place=table.place,
        )

    def _nullable(self, computed: Aggregate | Standing | Expression) -> bool:
        """A household whose value is unknown stands nowhere."""
        if not isinstance(computed, Standing):
            return computed.nullable
        return computed.value is not None and self._indicator(computed.value).nullable

    def _computed(self, table: Table) -> Aggregate | Standing | Expression:
        ways = [key for key in ("value", "of", "among") if key in table]
        if len(ways) != 1:
            raise ExpressionError(reason="needs exactly one of value, of, among")
        if ways == ["value"]:
            return parse(_written(table, "value"), self)
        if ways == ["among"]:
            return self._standing(table)
        return self._aggregate(table)

    def _standing(self, table: Table) -> Standing:
        if table["among"] != "region":
            raise ExpressionError(reason="among must be region")
        call = parse_take(_written(table, "take"), self)
        if call.op == "count" and call.value is None and call.inner is None:
            return Standing("count")
        if call.op not in {"lower", "higher"} or not isinstance(call.value, Value):
            raise ExpressionError(reason="take must be count(), lower(x) or higher(x)")
        if call.value.kind is not Kind.NUMBER:
            raise ExpressionError(reason=f"{call.value.name} is not a whole number")
        return Standing(call.op, call.value.name)

    def _aggregate(self, table: Table) -> Aggregate:
        source = str(table["of"])
        if source not in self.standard.sources:
            known = ", ".join(self.standard.sources)
            raise ExpressionError(reason=f"unknown table {source}: one of {known}")
        spec = self.standard.source_table(source)
        scope = self._row_scope(spec)
        where = parse(_written(table, "where"), scope, Kind.TRUTH) if "where" in table else None
        call = parse_take(_written(table, "take"), scope)
        latest = self._latest(table, spec, call)
        return _aggregate(table, source, spec, where, call, latest)

    def _row_scope(self, spec: TableSpec) -> Scope:
        return {**{name: ParameterNode(name) for name in self.parameters}, **_columns(spec)}

    def _rule_scope(self, of: str) -> Scope:
        """A rule about a person sees the person's columns, then what is known of the household."""
        if not of:
            return self
        columns = _columns(self.standard.tables["persons"])
        return cast(Scope, ChainMap(columns, cast("dict[str, Expression]", self)))

    def _latest(self, table: Table, spec: TableSpec, call: Call) -> str | None:
        if "latest" not in table:
            return None
        name = str(table["latest"])
        if name not in spec.names or spec.column(name).kind is not Kind.DAY:
            raise ExpressionError(reason=f"latest: {name} is not a date of {spec.name}")
        if spec.column(name).nullable:
            raise ExpressionError(reason=f"latest: {name} may be unknown")
        if call.inner is not None or call.op not in {"max", "min", "any", "all"}:
            raise ExpressionError(reason="with latest, take max, min, any or all of a column")
        if call.op in {"max", "min"} and not (isinstance(call.value, Named) and call.value.codes):
            raise ExpressionError(reason="with latest, max and min take a column of codes")
        return name

    # Rules.

    def _rule(self, name: str) -> Rule:
        if name in self.rules:
            return self.rules[name]
        table = self.written_rules[name]
        self._enter(name)
        try:
            rule = self._read_rule(name, table)
        finally:
            self.in_progress.pop()
        self.rules[name] = rule
        return rule

    def _read_rule(self, name: str, table: Table) -> Rule:
        findings = self.findings
        findings.unknown_keys(table, _RULE_KEYS)
        if not any(str(table.get(key, "")).strip() for key in ("source", "document")):
            findings.add(table.place, f"{name} cites neither document nor source", fatal=False)
        written, of = findings.text(table, "when"), self._of(table)
        return Rule(
            name=name,
            version=findings.whole_number(table, "version", 1),
            severity=findings.whole_number(table, "severity", 1),
            label=findings.labels(table, "label"),
            explain=findings.labels(table, "explain"),
            condition=self._condition(name, table, written, self._rule_scope(of)),
            written=written,
            evidence=self._evidence(table, of),
            enabled=table.get("enabled", True) is True,
            department=findings.labels(table, "department", needed=False),
            risk=str(table.get("risk", "")),
            of=of,
            duty=str(table.get("duty", "")),
            inherited=name in self.inherited,
            eras=tuple(str(era) for era in table.get("eras", ())),
            document=str(table.get("document", "")),
            clause=str(table.get("clause", "")),
            source=str(table.get("source", "")),
            verified=table.get("verified") is True,
            note=str(table.get("note", "")),
            place=table.place,
        )

    def _of(self, table: Table) -> str:
        of = str(table.get("of", ""))
        if of and of not in _OF:
            self.findings.add(table.at("of"), f"of must be {' or '.join(_OF)}")
            return ""
        return of

    def _condition(self, name: str, table: Table, written: str, scope: Scope) -> Expression:
        try:
            return parse(written, scope, Kind.TRUTH)
        except ExpressionError as error:
            if written:
                self.findings.add(table.at("when"), f"{name}: {error}")
            return Constant(False)

    def _evidence(self, table: Table, of: str) -> tuple[tuple[str, str], ...]:
        """Pairs of the name shown and the indicator (or the person's column) behind it."""
        columns = self.standard.tables["persons"].names if of else ()
        entries = table.get("evidence")
        if not isinstance(entries, Listing) or not entries:
            self.findings.add(table.at("evidence"), "evidence must list indicators")
            return ()
        pairs: list[tuple[str, str]] = []
        for entry, place in zip(entries, entries.places, strict=True):
            shown, name = next(iter(entry.items())) if isinstance(entry, dict) else (entry, entry)
            if name not in columns and name not in self.written_indicators:
                self.findings.add(place, f"evidence: unknown indicator {name}")
            elif not str(shown).isidentifier() or shown in dict(pairs):
                self.findings.add(place, f"evidence: {shown} is no name, or is there twice")
            else:
                if name not in columns:
                    self._indicator(str(name))
                pairs.append((str(shown), str(name)))
        return tuple(pairs)

    def _category(self, head: Table) -> Expression:
        written = self.findings.text(head, "proposed_category")
        try:
            expression = parse(written, self, Kind.CODE)
        except ExpressionError as error:
            if written:
                self.findings.add(head.at("proposed_category"), f"proposed_category: {error}")
            return Constant("none")
        return expression


def _standard(layers: list[Layer], findings: Findings) -> Standard:
    """The standard that the pack, or the one it extends, says its expressions speak of."""
    for layer in reversed(layers):
        if "facts" in layer.head:
            name = str(layer.head["facts"])
            if name in STANDARDS:
                return STANDARDS[name]
            known = ", ".join(STANDARDS)
            findings.add(layer.head.at("facts"), f"facts: no standard {name} (known: {known})")
    return FACTS


def _inherited(layers: list[Layer]) -> frozenset[str]:
    """Rules that only lend their names: those below the layer whose head says `rules: own`."""
    own = [depth for depth, layer in enumerate(layers) if layer.head.get("rules") == "own"]
    if not own:
        return frozenset()
    below = {name for layer in layers[: own[-1]] for name in layer.sections["rules"]}
    above = {name for layer in layers[own[-1] :] for name in layer.sections["rules"]}
    return frozenset(below - above)


def _household_columns(standard: Standard) -> tuple[str, ...]:
    columns = standard.tables["households"].columns
    return tuple(column.name for column in columns if column.role is not Role.KEY)


def _columns(spec: TableSpec) -> dict[str, Expression]:
    """The columns of a row by name; what identifies it is not one of them."""
    return {
        column.name: _column(spec, column.name)
        for column in spec.columns
        if column.role not in {Role.KEY, Role.HOUSEHOLD}
    }


def _over(base: Table, top: Table) -> Table:
    merged = Table({**base, **top})
    merged.place, merged.places = top.place, {**base.places, **top.places}
    return merged


def _written(table: Table, key: str) -> str:
    value = table.get(key)
    if value is None:
        raise ExpressionError(reason=f"needs {key}")
    return str(value)


def _place_of_fault(table: Table) -> Any:
    return table.at(next((key for key in ("value", "where", "take", "of") if key in table), "of"))


def _column(spec: TableSpec, name: str) -> Column:
    column = spec.column(name)
    codes = () if column.role is Role.GRADE else column.codes
    return Column(name, column.kind, column.nullable, codes)


def _codes_of(computed: Aggregate | Standing | Expression) -> tuple[str, ...]:
    source = computed.value if isinstance(computed, Aggregate) else computed
    return source.codes if isinstance(source, Named) else ()


def _aggregate(
    table: Table,
    source: str,
    spec: TableSpec,
    where: Expression | None,
    call: Call,
    latest: str | None,
) -> Aggregate:
    over = None
    if table.get("per") is not None:
        if table["per"] != "member" or spec.person is None:
            raise ExpressionError(reason="per must be member, of a table that names persons")
        if call.inner is None or call.op not in {"max", "min", "sum"}:
            raise ExpressionError(reason="per member, take max, min or sum of a summary")
        over, call = call.op, call.inner
    if call.inner is not None:
        raise ExpressionError(reason="a summary of a summary needs per: member")
    _check_summary(call)
    return Aggregate(source, call.op, call.value, where, latest, over)


def _check_summary(call: Call) -> None:
    needed = {"sum": (Kind.NUMBER,), "any": (Kind.TRUTH,), "all": (Kind.TRUTH,)}
    if call.op in {"lower", "higher"}:
        raise ExpressionError(reason=f"{call.op} needs among: region")
    if call.op == "count":
        if call.value is not None:
            raise ExpressionError(reason="count() takes nothing: put the condition under where")
        return
    if call.value is None:
        raise ExpressionError(reason=f"{call.op} needs something to take")
    kinds = needed.get(call.op, (Kind.NUMBER, Kind.DAY, Kind.CODE))
    if call.value.kind not in kinds:
        raise ExpressionError(reason=f"{call.op} cannot take a {call.value.kind.value}")
    if call.value.kind is Kind.CODE and not (isinstance(call.value, Named) and call.value.codes):
        raise ExpressionError(reason=f"{call.op} needs a column of codes")
