"""The one compile layer of the fast backends: a plan as Narwhals expressions over lazy frames.

Frames arrive with days as day numbers, codes as their rank in the code list, and leave the same
way. A condition is never null here: comparisons that meet null are filled with False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from shouwang.engine.model import (
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
    Named,
    Not,
    OneOf,
    Setting,
    Standing,
)
from shouwang.engine.plan import CATEGORY, SIZE, Plan

Frame = nw.LazyFrame[Any]

# Room for the rank of a code below the day in one number; 64 exceeds every code list.
_RANKS = 64

# Columns that the backends add: what stands for the ids and the region in grouping and joining.
HOUSEHOLD = "_household"
PERSON = "_person"
PLACE = "_place"
MEMBER = "_member"
_COUNTED = "_counted"


@dataclass(frozen=True)
class Settings:
    """The plan's settings: the same everywhere, or a column each where regions differ."""

    literals: Mapping[int, int]
    columns: Mapping[int, str]

    def expression(self, index: int) -> nw.Expr:
        if index in self.literals:
            return nw.lit(self.literals[index])
        return nw.col(self.columns[index])


@dataclass(frozen=True)
class Compiler:
    """Expressions of the model to expressions of Narwhals."""

    settings: Settings

    def compile(self, node: Expression) -> nw.Expr:
        match node:
            case Constant(value):
                return nw.lit(value)
            case Named():
                return _named(node)
            case Setting(index):
                return self.settings.expression(index)
            case Arithmetic(op, left, right):
                return _arithmetic(op, self.compile(left), self.compile(right))
            case Choice(condition, yes, no):
                yes_, no_ = self.text_or_value(yes), self.text_or_value(no)
                return nw.when(self.compile(condition)).then(yes_).otherwise(no_)
            case Comparison(op, left, right):
                return self._comparison(op, left, right)
            case AllOf(conditions):
                return reduce(lambda a, b: a & b, map(self.compile, conditions))
            case AnyOf(conditions):
                return reduce(lambda a, b: a | b, map(self.compile, conditions))
            case Not(condition):
                return ~self.compile(condition)
            case OneOf(operand, options):
                tests = [self._comparison("==", operand, Constant(option)) for option in options]
                return reduce(lambda a, b: a | b, tests)
            case Known(operand):
                return ~self.compile(operand).is_null()
        raise NotImplementedError(type(node).__name__)

    def text_or_value(self, node: Expression) -> nw.Expr:
        """Codes of different origin meet as text."""
        if isinstance(node, Named) and node.codes:
            return code_text(nw.col(node.name), node.codes)
        return self.compile(node)

    def _comparison(self, op: str, left: Expression, right: Expression) -> nw.Expr:
        if isinstance(right, Named) and isinstance(left, Constant) and right.codes:
            left, right = right, left
        if isinstance(left, Named) and left.codes and isinstance(right, Constant):
            one, other = nw.col(left.name), nw.lit(left.codes.index(str(right.value)))
        else:
            one, other = self.text_or_value(left), self.text_or_value(right)
        test = _COMPARE[op](one, other)
        return test.fill_null(False) if left.nullable or right.nullable else test


_COMPARE: dict[str, Callable[[Any, Any], nw.Expr]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _named(node: Named) -> nw.Expr:
    """Numbers may be stored narrow; they are always reckoned with in 64 bits."""
    column = nw.col(node.name)
    return column.cast(nw.Int64) if node.kind is Kind.NUMBER else column


def _arithmetic(op: str, left: nw.Expr, right: nw.Expr) -> nw.Expr:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    return floor_division(left, right)


def floor_division(left: nw.Expr, right: nw.Expr) -> nw.Expr:
    """Towards minus infinity, exact, null for a divisor of 0.

    The remainder goes first: a backend that divides in floating point then divides evenly.
    """
    divisor = nw.when(right != 0).then(right)
    return ((left - left % divisor) // divisor).cast(nw.Int64)


def code_text(expression: nw.Expr, codes: tuple[str, ...]) -> nw.Expr:
    """The codes themselves, from their ranks."""
    text: Any = nw.lit(None, dtype=nw.String())
    for rank, code in enumerate(codes):
        text = nw.when(expression == rank).then(nw.lit(code)).otherwise(text)
    result: nw.Expr = text
    return result


@dataclass(frozen=True)
class Summary:
    """An aggregate made ready: a column computed per row, how it is grouped, how it is finished."""

    name: str
    row: nw.Expr
    grouped: nw.Expr
    finished: nw.Expr


def summarise(compiler: Compiler, name: str, aggregate: Aggregate) -> Summary:
    """The three stages of an aggregate over the rows of a household."""
    where = _rows_counted(compiler, aggregate)
    row = _row_value(compiler, aggregate, where).alias(name)
    column = nw.col(name)
    if aggregate.latest is not None:
        return Summary(name, row, column.max(), _unpacked(aggregate, column))
    if aggregate.op in {"sum", "count"}:
        return Summary(name, row, column.sum(), column.fill_null(0).cast(nw.Int64))
    if aggregate.op == "any":
        return Summary(name, row, column.max(), (column.fill_null(0) == 1))
    if aggregate.op == "all":
        return Summary(name, row, column.min(), (column.fill_null(1) == 1))
    grouped = column.max() if aggregate.op == "max" else column.min()
    return Summary(name, row, grouped, column)


def _rows_counted(compiler: Compiler, aggregate: Aggregate) -> nw.Expr | None:
    where = None if aggregate.where is None else compiler.compile(aggregate.where)
    if aggregate.table != "members":
        return where
    return nw.col(MEMBER) if where is None else nw.col(MEMBER) & where


def _row_value(compiler: Compiler, aggregate: Aggregate, where: nw.Expr | None) -> nw.Expr:
    op = aggregate.op
    if op == "count" or aggregate.value is None:
        flag = nw.lit(True) if where is None else where
        return nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int32)
    value = compiler.compile(aggregate.value)
    if op in {"any", "all"}:
        value = nw.when(value).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int32)
    if aggregate.latest is not None:
        value = _packed(aggregate, value)
    if where is None:
        return value
    if op == "sum":
        return nw.when(where).then(value).otherwise(nw.lit(0))
    return nw.when(where).then(value)


def _packed(aggregate: Aggregate, rank: nw.Expr) -> nw.Expr:
    """Day and rank in one number, so that the greatest is the worst of the latest day."""
    low = aggregate.op in {"min", "all"}
    rank = (nw.lit(_RANKS - 1) - rank) if low else rank
    return nw.col(str(aggregate.latest)).cast(nw.Int64) * _RANKS + rank.cast(nw.Int64)


def _unpacked(aggregate: Aggregate, packed: nw.Expr) -> nw.Expr:
    rank = packed % _RANKS
    if aggregate.op in {"min", "all"}:
        rank = nw.lit(_RANKS - 1) - rank
    if aggregate.op in {"any", "all"}:
        return (rank == 1).fill_null(aggregate.op == "all")
    return rank


def member_condition(as_of: int) -> nw.Expr:
    """Whether a person is a member: alive, not moved out, not born after the day."""
    born = nw.col("birth_on")
    return nw.col("alive") & ~nw.col("moved_out") & (born.is_null() | (born <= as_of))


def group_table(frame: Frame, summaries: Iterable[Summary], guard: str | None = None) -> Frame:
    """One row per household: every aggregate of a table in one pass."""
    summaries = list(summaries)
    guards = [nw.col(guard)] if guard else []
    columns = frame.select(HOUSEHOLD, *guards, *(summary.row for summary in summaries))
    aggregations = [nw.col(guard).max()] if guard else []
    return columns.group_by(HOUSEHOLD).agg(
        *aggregations, *(summary.grouped for summary in summaries)
    )


def group_members(
    compiler: Compiler, frame: Frame, name: str, aggregate: Aggregate, strangers: Frame
) -> Frame:
    """One row per household of an aggregate taken per member first.

    `strangers` are the persons who are not members; every other person of a checked table is.
    """
    if aggregate.where is not None:
        counted = compiler.compile(aggregate.where).alias(_COUNTED)
        frame = frame.with_columns(counted).filter(nw.col(_COUNTED))
    inner = Aggregate(aggregate.table, aggregate.op, aggregate.value)
    row = _row_value(compiler, inner, None).alias(name)
    column = nw.col(name)
    step = {"sum": column.sum(), "count": column.sum(), "max": column.max(), "min": column.min()}
    each = (
        frame.filter(~nw.col(PERSON).is_null())
        .select(HOUSEHOLD, PERSON, row)
        .group_by(PERSON)
        .agg(nw.col(HOUSEHOLD).max(), step[aggregate.op])
        .join(strangers, on=PERSON, how="anti")
    )
    return each.group_by(HOUSEHOLD).agg(step[str(aggregate.over_members)])


def finish_member_aggregate(name: str, aggregate: Aggregate) -> nw.Expr:
    """The value of a household without any such member: 0 for a sum, unknown otherwise."""
    column = nw.col(name).cast(nw.Int64)
    return column.fill_null(0) if aggregate.over_members == "sum" else column


def follow(compiler: Compiler, frame: Frame, plan: Plan) -> Frame:
    """Adds everything that follows from the aggregates: derived indicators, standings, rules."""
    for step in plan.steps:
        if isinstance(step.computed, Standing):
            value = _standing(step.computed)
        else:
            value = compiler.compile(step.computed)
        frame = frame.with_columns(value.alias(step.name))
    return frame


def _standing(standing: Standing) -> nw.Expr:
    if standing.value is None:
        return nw.len().over(PLACE).cast(nw.Int64)
    descending = standing.op == "higher"
    column = nw.col(standing.value)
    rank = column.rank("min", descending=descending).over(PLACE).cast(nw.Int64)
    return nw.when(~column.is_null()).then(rank - 1)


def with_clues(compiler: Compiler, frame: Frame, plan: Plan) -> Frame:
    """Only the households where a rule fired, with the columns that clues need."""
    flags = [nw.col(rule.name) for rule in plan.rules] or [nw.col(SIZE) < 0]
    fired = reduce(lambda a, b: a | b, flags)
    category = compiler.text_or_value(plan.category).alias(CATEGORY)
    return frame.filter(fired).select(
        "household_id", "region", category, *(rule.name for rule in plan.rules), *plan.shown
    )
