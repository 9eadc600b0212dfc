"""What an expression is worth for one row: the meaning of the language, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from shouwang.engine.days import age_on, days_before, whole_months, year_before
from shouwang.engine.model import (
    Age,
    AllOf,
    AnyOf,
    Arithmetic,
    Choice,
    Comparison,
    Constant,
    Expression,
    Known,
    LastDays,
    Named,
    Not,
    OneOf,
    Parameter,
    Today,
    WholeMonths,
)
from shouwang.engine.pack.definitions import Pack

Row = Mapping[str, Any]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}


@dataclass(frozen=True)
class Context:
    """What stays the same for all rows of a household."""

    pack: Pack
    region: str
    as_of: date


def evaluate(node: Expression, row: Row, context: Context) -> Any:
    """The value, or None when it is unknown. Conditions are always True or False."""
    match node:
        case Constant(value):
            return value
        case Named(name):
            return row[name]
        case Parameter(name, last_year):
            on = year_before(context.as_of) if last_year else context.as_of
            return context.pack.resolve(name, context.region, on).value
        case Today():
            return context.as_of
        case Arithmetic(op, left, right):
            return _arithmetic(op, evaluate(left, row, context), evaluate(right, row, context))
        case Choice(condition, yes, no):
            return evaluate(yes if evaluate(condition, row, context) else no, row, context)
        case Age(born_on):
            born = evaluate(born_on, row, context)
            return None if born is None else age_on(context.as_of, born)
        case _:
            return holds(node, row, context)


def holds(node: Expression, row: Row, context: Context) -> bool:
    """Whether a condition holds; one that compares something unknown does not."""
    match node:
        case Comparison(op, left, right):
            one, other = evaluate(left, row, context), evaluate(right, row, context)
            return one is not None and other is not None and _COMPARE[op](one, other)
        case AllOf(conditions):
            return all(holds(part, row, context) for part in conditions)
        case AnyOf(conditions):
            return any(holds(part, row, context) for part in conditions)
        case Not(condition):
            return not holds(condition, row, context)
        case OneOf(operand, options):
            return evaluate(operand, row, context) in options
        case Known(operand):
            return evaluate(operand, row, context) is not None
        case LastDays(day, count):
            value = evaluate(day, row, context)
            first = days_before(context.as_of, evaluate(count, row, context))
            return value is not None and first < value <= context.as_of
        case WholeMonths(day, count, skip):
            value = evaluate(day, row, context)
            start, end = whole_months(
                context.as_of, evaluate(count, row, context), evaluate(skip, row, context)
            )
            return value is not None and start <= value < end
        case _:
            return evaluate(node, row, context) is True


def _arithmetic(op: str, one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return None
    if op == "//":
        return None if other == 0 else one // other
    return {"+": one + other, "-": one - other, "*": one * other}[op]
