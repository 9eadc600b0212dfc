"""From pack and day to a plan: what each table yields, and in which order the rest follows.

The plan knows neither backend nor facts. It turns everything that depends on day and region alone
(parameters, the ends of windows, the birthdays that make somebody of age) into *settings*, whole
numbers worked out once per region; what is left for a backend is arithmetic on columns.
Days are counted from 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from shouwang.engine.backends.evaluate import Context, evaluate
from shouwang.engine.days import born_by, days_before, whole_months, year_before
from shouwang.engine.errors import MissingParameter
from shouwang.engine.language import depends_on_region_only
from shouwang.engine.model import (
    Age,
    Aggregate,
    AllOf,
    AnyOf,
    Arithmetic,
    Choice,
    Comparison,
    Constant,
    Expression,
    Kind,
    Known,
    LastDays,
    Named,
    Not,
    OneOf,
    Parameter,
    Setting,
    Standing,
    Today,
    Value,
    WholeMonths,
    walk,
)
from shouwang.engine.pack.definitions import Pack, Rule

EPOCH = date(1970, 1, 1).toordinal()
SIZE = "_size"
CATEGORY = "_category"

Worth = Callable[[str], int]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


@dataclass(frozen=True)
class Step:
    """One value of a household that follows from values already there."""

    name: str
    computed: Expression | Standing


@dataclass(frozen=True)
class Plan:
    """What a backend has to do, in order."""

    pack: Pack
    as_of: date
    aggregates: Mapping[str, Aggregate]
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    category: Expression
    person_rules: tuple[Rule, ...]
    person_steps: tuple[Step, ...]
    worths: tuple[Worth, ...]
    parameters: frozenset[str]

    def by_table(self) -> dict[str, dict[str, Aggregate]]:
        """The aggregates of each facts table."""
        tables: dict[str, dict[str, Aggregate]] = {}
        for name, aggregate in self.aggregates.items():
            table = "persons" if aggregate.table == "members" else aggregate.table
            tables.setdefault(table, {})[name] = aggregate
        return tables

    @property
    def shown(self) -> tuple[str, ...]:
        """The indicators that evidence needs."""
        names = {name for rule in self.rules for _, name in rule.evidence}
        return tuple(sorted(names))

    @property
    def carried(self) -> tuple[str, ...]:
        """The households' values that rules about persons need beside a person's own columns."""
        own = self.pack.standard.tables["persons"].names
        names = {name for rule in self.person_rules for _, name in rule.evidence}
        for step in self.person_steps:
            if isinstance(step.computed, Expression):
                names |= {node.name for node in walk(step.computed) if isinstance(node, Named)}
        return tuple(sorted(names - set(own) - {"region"}))

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        parameters = (self.pack.parameters[name] for name in self.parameters)
        return frozenset(value.region for parameter in parameters for value in parameter.values)

    def settings(
        self, regions: Iterable[str]
    ) -> tuple[dict[str, tuple[int, ...]], dict[str, MissingParameter]]:
        """The settings of each region, and what is missing where.

        A region where something is missing gets noughts: it matters only if somebody lives there.
        """
        lengths = sorted({len(prefix) for prefix in self._prefixes})
        known: dict[tuple[str, ...], tuple[int, ...]] = {}
        found: dict[str, tuple[int, ...]] = {}
        missing: dict[str, MissingParameter] = {}
        for region in sorted(regions):
            alike = tuple(p for length in lengths if (p := region[:length]) in self._prefixes)
            if alike not in known:
                try:
                    known[alike] = tuple(worth(region) for worth in self.worths)
                except MissingParameter as refusal:
                    missing[region] = refusal
                    found[region] = (0,) * len(self.worths)
                    continue
            found[region] = known[alike]
        return found, missing


def resolved(pack: Pack, parameter: Parameter, region: str, as_of: date) -> int:
    """The parameter's value in the region on the day, or on the last day of the year before."""
    on = year_before(as_of) if parameter.last_year else as_of
    return pack.resolve(parameter.name, region, on).value


def needed(pack: Pack) -> list[str]:
    """The indicators and rules that the active rules need, each after what it needs itself."""
    rules = ((rule.name, *(name for _, name in rule.evidence)) for rule in pack.active_rules)
    names = [name for group in rules for name in group] + _needed_by_persons(pack)
    return with_needs(pack, names + _values(pack.proposed_category))


def with_needs(pack: Pack, names: Iterable[str]) -> list[str]:
    """The indicators and rules of these names, each after what it needs itself."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for other in _uses(pack, name):
            visit(other)
        order.append(name)

    for name in names:
        visit(name)
    return order


def _needed_by_persons(pack: Pack) -> list[str]:
    """The households' indicators and rules that rules about persons name or show."""
    names: list[str] = []
    for rule in pack.active_person_rules:
        names += _values(rule.condition)
        columns = pack.standard.tables["persons"].names
        names += [name for _, name in rule.evidence if name not in columns]
    return names


def _uses(pack: Pack, name: str) -> list[str]:
    if name in pack.rules:
        rule = pack.rules[name]
        return _values(rule.condition) if rule.enabled else []
    computed = pack.indicators[name].computed
    if isinstance(computed, Standing):
        return [computed.value] if computed.value else []
    return [] if isinstance(computed, Aggregate) else _values(computed)


def _values(expression: Expression) -> list[str]:
    return [node.name for node in walk(expression) if isinstance(node, Value)]


def make_plan(pack: Pack, as_of: date) -> Plan:
    """The plan of screening by a pack on a day."""
    lowering = _Lowering(pack, as_of)
    aggregates, steps = _sorted_out(pack, needed(pack), lowering)
    person_rules = pack.active_person_rules
    person_steps = tuple(Step(rule.name, lowering.lower(rule.condition)) for rule in person_rules)
    return Plan(
        pack=pack,
        as_of=as_of,
        aggregates=aggregates,
        steps=steps,
        rules=pack.active_rules,
        category=lowering.lower(pack.proposed_category),
        person_rules=person_rules,
        person_steps=person_steps,
        worths=tuple(lowering.worths),
        parameters=frozenset(lowering.parameters),
    )


def plan_of(pack: Pack, as_of: date, names: Iterable[str]) -> Plan:
    """The plan of working out these indicators only; no rule finds anything by it."""
    lowering = _Lowering(pack, as_of)
    aggregates, steps = _sorted_out(pack, with_needs(pack, names), lowering)
    return Plan(
        pack=pack,
        as_of=as_of,
        aggregates=aggregates,
        steps=steps,
        rules=(),
        category=Constant("none"),
        person_rules=(),
        person_steps=(),
        worths=tuple(lowering.worths),
        parameters=frozenset(lowering.parameters),
    )


def _sorted_out(
    pack: Pack, names: Iterable[str], lowering: _Lowering
) -> tuple[dict[str, Aggregate], tuple[Step, ...]]:
    """What is counted from tables, each once, and what follows from it in order."""
    aggregates: dict[str, Aggregate] = {SIZE: Aggregate("members", "count")}
    written: dict[Aggregate, str] = {aggregates[SIZE]: SIZE}
    steps: list[Step] = []
    for name in names:
        computed = _computed(pack, name)
        if isinstance(computed, Standing):
            steps.append(Step(name, computed))
        elif not isinstance(computed, Aggregate):
            steps.append(Step(name, lowering.lower(computed)))
        elif computed in written:
            twin = Value(written[computed], computed.kind, computed.nullable)
            steps.append(Step(name, twin))
        else:
            written[computed] = name
            aggregates[name] = lowering.aggregate(computed)
    return aggregates, tuple(steps)


def _computed(pack: Pack, name: str) -> Aggregate | Standing | Expression:
    if name in pack.rules:
        rule = pack.rules[name]
        return rule.condition if rule.enabled else Constant(False)
    return pack.indicators[name].computed


class _Lowering:
    """Rewrites expressions so that only columns, constants and settings remain."""

    def __init__(self, pack: Pack, as_of: date) -> None:
        self.pack, self.as_of = pack, as_of
        self.worths: list[Worth] = []
        self.indices: dict[Any, int] = {}
        self.parameters: set[str] = set()

    def aggregate(self, aggregate: Aggregate) -> Aggregate:
        return replace(
            aggregate,
            value=self.lower(aggregate.value) if aggregate.value else None,
            where=self.lower(aggregate.where) if aggregate.where else None,
        )

    def lower(self, node: Expression) -> Expression:
        if depends_on_region_only(node) and node.kind is not Kind.CODE:
            return self._settled(node)
        match node:
            case Arithmetic(op, left, right):
                return Arithmetic(op, self.lower(left), self.lower(right))
            case Comparison():
                return self._comparison(node)
            case AllOf(parts):
                return AllOf(tuple(self.lower(part) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self.lower(part) for part in parts))
            case Not(part):
                return Not(self.lower(part))
            case OneOf(operand, options):
                return OneOf(self.lower(operand), options)
            case Choice(condition, yes, no):
                return Choice(self.lower(condition), self.lower(yes), self.lower(no))
            case Known(operand):
                return Known(self.lower(operand))
            case LastDays(day, count):
                return self._last_days(self.lower(day), count)
            case WholeMonths(day, count, skip):
                return self._whole_months(self.lower(day), count, skip)
            case _:
                return node

    def _settled(self, node: Expression) -> Expression:
        if isinstance(node, Constant):
            return node
        if node.kind is Kind.TRUTH:
            setting = self._setting(("truth", node), lambda region: int(self._worth(node, region)))
            return Comparison("==", setting, Constant(1))
        return self._setting(("worth", node), lambda region: self._worth(node, region), node.kind)

    def _setting(self, key: Any, worth: Worth, kind: Kind = Kind.NUMBER) -> Setting:
        if key not in self.indices:
            self.indices[key] = len(self.worths)
            self.worths.append(worth)
        for node in key[1:]:
            names = (part.name for part in walk(node) if isinstance(part, Parameter))
            self.parameters.update(names)
        return Setting(self.indices[key], kind)

    def _worth(self, node: Expression, region: str) -> int:
        worth = settled_worth(node, self.pack, region, self.as_of)
        return day_number(worth) if isinstance(worth, date) else worth

    def _comparison(self, node: Comparison) -> Expression:
        left, right, op = node.left, node.right, node.op
        if isinstance(right, Age):
            left, right, op = right, left, _TURNED[op]
        if not isinstance(left, Age):
            return Comparison(op, self.lower(left), self.lower(right))
        born = self.lower(left.born_on)
        of_age = self._born_by(right, 0)
        older = self._born_by(right, 1)
        at_least, above = Comparison("<=", born, of_age), Comparison("<=", born, older)
        below, at_most = Comparison(">", born, of_age), Comparison(">", born, older)
        both = {"==": AllOf((at_least, at_most)), "!=": AnyOf((below, above))}
        return {">=": at_least, ">": above, "<": below, "<=": at_most, **both}[op]

    def _born_by(self, age: Expression, more: int) -> Setting:
        def worth(region: str) -> int:
            return day_number(born_by(self.as_of, self._worth(age, region) + more))

        return self._setting((f"born_by+{more}", age), worth, Kind.DAY)

    def _last_days(self, day: Expression, count: Expression) -> Expression:
        def worth(region: str) -> int:
            return day_number(days_before(self.as_of, self._worth(count, region)))

        after = Comparison(">", day, self._setting(("days_before", count), worth, Kind.DAY))
        return AllOf((after, Comparison("<=", day, self.lower(Today()))))

    def _whole_months(self, day: Expression, count: Expression, skip: Expression) -> Expression:
        def bound(end: int) -> Worth:
            return lambda region: day_number(
                whole_months(self.as_of, self._worth(count, region), self._worth(skip, region))[end]
            )

        first = self._setting(("months_from", count, skip), bound(0), Kind.DAY)
        after = self._setting(("months_until", count, skip), bound(1), Kind.DAY)
        return AllOf((Comparison(">=", day, first), Comparison("<", day, after)))


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def settled_worth(node: Expression, pack: Pack, region: str, as_of: date) -> Any:
    """The value of an expression made of constants, parameters and today."""
    return evaluate(node, {}, Context(pack, region, as_of))


def nothing_to_find() -> Plan:
    """A plan without rules: reading, grouping and checking only."""
    empty = Pack("", "", {}, {}, {}, {}, Constant("none"))
    return make_plan(empty, date(1970, 1, 1))
