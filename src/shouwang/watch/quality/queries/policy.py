"""The rules of data quality as they hold in a place: the packaged ones with the county's values."""

import functools
from collections.abc import Iterator
from dataclasses import replace

from shouwang.engine import Pack, load_pack
from shouwang.engine.model import Aggregate, Expression, Standing, Value, walk
from shouwang.engine.model import Parameter as ParameterNode
from shouwang.engine.parameters import ParameterValue
from shouwang.policies.queries import as_parameter_value, standing_values, version_of

PACK = "cn/quality"


@functools.cache
def packaged() -> Pack:
    """The packaged rules; read once."""
    return load_pack(PACK)


def quality_pack(region_code: str) -> Pack:
    """The pack of a place; its version changes with every value that the county enters."""
    pack = packaged()
    values = [
        as_parameter_value(row)
        for row in standing_values(region_code)
        if row.parameter in pack.parameters
    ]
    return _laid(pack, values)


def _laid(pack: Pack, values: list[ParameterValue]) -> Pack:
    return replace(pack.with_values(values), version=version_of(pack, values))


def without(pack: Pack, parameter: str) -> tuple[Pack, frozenset[str]]:
    """The pack without the rules that need a parameter, and the names of those rules."""
    needed = frozenset(
        rule.name
        for rule in (*pack.active_rules, *pack.active_person_rules)
        if parameter in parameters_of(pack, rule.name)
    )
    rules = {
        name: replace(rule, enabled=False) if name in needed else rule
        for name, rule in pack.rules.items()
    }
    return replace(pack, rules=rules), needed


def parameters_of(pack: Pack, rule: str) -> frozenset[str]:
    """The parameters that a rule needs, through indicators and other rules."""
    found: set[str] = set()
    waiting, seen = [rule], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in _nodes(pack, name):
            if isinstance(node, ParameterNode):
                found.add(node.name)
            elif isinstance(node, Value):
                waiting.append(node.name)
    return frozenset(found)


def _nodes(pack: Pack, name: str) -> Iterator[Expression]:
    """Everything inside a rule or an indicator; the evidence of a rule belongs to it."""
    if name in pack.rules:
        rule = pack.rules[name]
        yield from walk(rule.condition)
        shown = (indicator for _, indicator in rule.evidence if indicator in pack.indicators)
        yield from (Value(one, pack.indicators[one].kind) for one in shown)
        return
    computed = pack.indicators[name].computed
    if isinstance(computed, Aggregate):
        for part in (computed.where, computed.value):
            yield from walk(part) if part is not None else ()
    elif isinstance(computed, Standing):
        if computed.value:
            yield Value(computed.value, pack.indicators[computed.value].kind)
    else:
        yield from walk(computed)
