"""Reads expressions: text to the validated model.

The syntax is a small part of Python's, parsed (never run) by the standard library. Every name is
looked up in a scope, every operand's kind is checked, and whatever is not listed here is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shouwang.engine.errors import ExpressionError
from shouwang.engine.model import (
    Age,
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
    Today,
    WholeMonths,
)

Scope = Mapping[str, Expression]

LARGEST_CONSTANT = 10**12
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
_COMPARISONS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def parse(text: str, scope: Scope, expected: Kind | None = None) -> Expression:
    """The model of an expression; raises ExpressionError naming the place in the text."""
    node = _tree(text)
    expression = _Reader(scope).read(node)
    if isinstance(expression, Age):
        raise ExpressionError(reason="age(…) can only be compared with a number")
    if expected is not None and expression.kind is not expected:
        raise ExpressionError(reason=f"gives a {expression.kind.value}, not a {expected.value}")
    return expression


@dataclass(frozen=True)
class Call:
    """`op(value)` as written in the `take` of an indicator, maybe one inside another."""

    op: str
    inner: Call | None
    value: Expression | None


def parse_take(text: str, scope: Scope) -> Call:
    """The model of a `take`: sum(x), count(), max(x), min(x), any(x), all(x), max(sum(x)), …"""
    return _read_take(_tree(text), scope)


def names_in(text: str) -> list[str]:
    """Every name an expression mentions, in order of appearance."""
    return [node.id for node in ast.walk(_tree(text)) if isinstance(node, ast.Name)]


TAKES = ("sum", "count", "max", "min", "any", "all", "lower", "higher")


def _read_take(node: ast.expr, scope: Scope) -> Call:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        raise _refuse(node, f"write one of {', '.join(TAKES)} with its value in brackets")
    op = node.func.id
    if op not in TAKES or node.keywords or len(node.args) > 1:
        raise _refuse(node, f"unknown summary {op}: use {', '.join(TAKES)}")
    if not node.args:
        return Call(op, None, None)
    inner = node.args[0]
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in TAKES:
        return Call(op, _read_take(inner, scope), None)
    value = _Reader(scope).read(inner)
    if isinstance(value, Age):
        raise _refuse(inner, "age(…) can only be compared with a number")
    return Call(op, None, value)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(reason=f"not an expression: {text.strip()!r}") from error


def _refuse(node: ast.expr, reason: str) -> ExpressionError:
    return ExpressionError(reason=f"{reason} (at character {node.col_offset + 1})")


class _Reader:
    """One walk over the syntax tree."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def read(self, node: ast.expr) -> Expression:
        reader: Callable[..., Expression] | None = getattr(
            self, f"_read_{type(node).__name__.lower()}", None
        )
        if reader is None:
            raise _refuse(node, f"{type(node).__name__} is not part of the language")
        return reader(node)

    def _read_constant(self, node: ast.Constant) -> Expression:
        value = node.value
        if isinstance(value, bool | str):
            return Constant(value)
        if isinstance(value, int):
            if value > LARGEST_CONSTANT:
                raise _refuse(node, f"numbers go up to {LARGEST_CONSTANT}")
            return Constant(value)
        raise _refuse(node, f"{value!r} is neither whole number, text nor True/False")

    def _read_name(self, node: ast.Name) -> Expression:
        if node.id == "today":
            return Today()
        found = self.scope.get(node.id)
        if found is None:
            raise _refuse(node, f"unknown name {node.id}")
        return found

    def _read_binop(self, node: ast.BinOp) -> Expression:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            raise _refuse(node, "use + - * // on whole numbers")
        return Arithmetic(op, self._of(node.left, Kind.NUMBER), self._of(node.right, Kind.NUMBER))

    def _read_unaryop(self, node: ast.UnaryOp) -> Expression:
        if isinstance(node.op, ast.Not):
            return Not(self._of(node.operand, Kind.TRUTH))
        if isinstance(node.op, ast.USub):
            return Arithmetic("-", Constant(0), self._of(node.operand, Kind.NUMBER))
        raise _refuse(node, "use not or -")

    def _read_boolop(self, node: ast.BoolOp) -> Expression:
        parts = tuple(self._of(value, Kind.TRUTH) for value in node.values)
        return AllOf(parts) if isinstance(node.op, ast.And) else AnyOf(parts)

    def _read_compare(self, node: ast.Compare) -> Expression:
        operands = [node.left, *node.comparators]
        links = [
            self._link(operands[index], op, operands[index + 1])
            for index, op in enumerate(node.ops)
        ]
        return links[0] if len(links) == 1 else AllOf(tuple(links))

    def _link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression:
        if isinstance(op, ast.In | ast.NotIn):
            found = self._one_of(left, right)
            return Not(found) if isinstance(op, ast.NotIn) else found
        sign = _COMPARISONS.get(type(op))
        if sign is None:
            raise _refuse(left, "use < <= > >= == != in")
        one, two = self.read(left), self.read(right)
        self._check_comparable(left, sign, one, two)
        return Comparison(sign, one, two)

    def _check_comparable(
        self, node: ast.expr, sign: str, one: Expression, two: Expression
    ) -> None:
        if one.kind is not two.kind:
            raise _refuse(node, f"cannot compare a {one.kind.value} with a {two.kind.value}")
        if one.kind is Kind.TRUTH:
            raise _refuse(node, "conditions are joined with and, or, not")
        if one.kind is Kind.CODE and sign not in {"==", "!="}:
            raise _refuse(node, "codes have no order: use ==, != or in")
        for age, limit in ((one, two), (two, one)):
            if isinstance(age, Age) and not depends_on_region_only(limit):
                raise _refuse(node, "compare an age with a number or a parameter")
        for known, other in ((one, two), (two, one)):
            if isinstance(other, Constant) and isinstance(other.value, str):
                _check_code(node, known, other.value)

    def _one_of(self, left: ast.expr, right: ast.expr) -> Expression:
        operand = self.read(left)
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            raise _refuse(right, "after in, write the choices in brackets")
        options: list[str | int] = []
        for item in right.elts:
            constant = self.read(item)
            if not isinstance(constant, Constant) or constant.kind is not operand.kind:
                raise _refuse(item, f"is not a {operand.kind.value}")
            if not isinstance(constant.value, str | int) or isinstance(constant.value, bool):
                raise _refuse(item, "is neither code nor whole number")
            if isinstance(constant.value, str):
                _check_code(item, operand, constant.value)
            options.append(constant.value)
        if isinstance(operand, Age):
            raise _refuse(left, "compare an age with < <= > >= ==")
        return OneOf(operand, tuple(options))

    def _read_ifexp(self, node: ast.IfExp) -> Expression:
        condition = self._of(node.test, Kind.TRUTH)
        yes = self.read(node.body)
        no = self._of(node.orelse, yes.kind)
        if isinstance(yes, Age):
            raise _refuse(node, "age(…) can only be compared with a number")
        return Choice(condition, yes, no)

    def _read_call(self, node: ast.Call) -> Expression:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        reader = {
            "last_days": self._last_days,
            "whole_months": self._whole_months,
            "age": self._age,
            "known": self._known,
            "last_year": self._last_year,
        }.get(name)
        if reader is None or node.keywords:
            raise _refuse(node, f"unknown function {name or '?'}")
        return reader(node)

    def _arguments(self, node: ast.Call, fewest: int, most: int) -> list[ast.expr]:
        if not fewest <= len(node.args) <= most:
            raise _refuse(node, f"takes {fewest} to {most} arguments")
        return node.args

    def _last_days(self, node: ast.Call) -> Expression:
        day, count = self._arguments(node, 2, 2)
        return LastDays(self._of(day, Kind.DAY), self._setting(count))

    def _whole_months(self, node: ast.Call) -> Expression:
        day, count, *rest = self._arguments(node, 2, 3)
        skip = self._setting(rest[0]) if rest else Constant(0)
        return WholeMonths(self._of(day, Kind.DAY), self._setting(count), skip)

    def _age(self, node: ast.Call) -> Expression:
        return Age(self._of(self._arguments(node, 1, 1)[0], Kind.DAY))

    def _known(self, node: ast.Call) -> Expression:
        operand = self.read(self._arguments(node, 1, 1)[0])
        if isinstance(operand, Age):
            raise _refuse(node, "write known(…) of the date of birth")
        return Known(operand)

    def _last_year(self, node: ast.Call) -> Expression:
        inner = self.read(self._arguments(node, 1, 1)[0])
        if not isinstance(inner, Parameter):
            raise _refuse(node, "last_year(…) takes a parameter")
        return Parameter(inner.name, last_year=True)

    def _setting(self, node: ast.expr) -> Expression:
        expression = self._of(node, Kind.NUMBER)
        if not depends_on_region_only(expression):
            raise _refuse(node, "must be a number or a parameter")
        return expression

    def _of(self, node: ast.expr, kind: Kind) -> Expression:
        expression = self.read(node)
        if isinstance(expression, Age):
            raise _refuse(node, "age(…) can only be compared with a number")
        if expression.kind is not kind:
            raise _refuse(node, f"is a {expression.kind.value} where a {kind.value} is needed")
        return expression


def _check_code(node: ast.expr, expression: Expression, code: str) -> None:
    if isinstance(expression, Named) and expression.codes and code not in expression.codes:
        raise _refuse(node, f"{expression.name} has no code {code!r}")


def depends_on_region_only(expression: Expression) -> bool:
    """Whether the value needs no row: made of constants, parameters and today."""
    return not isinstance(expression, Named | Age) and all(
        depends_on_region_only(part) for part in expression.parts
    )
