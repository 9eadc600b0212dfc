"""The validated model: what an expression means, with every name and type settled.

Values are of four kinds. Conditions are two-valued: a comparison with an unknown value does not
hold. Whole numbers are exact; nothing is ever rounded, `//` goes towards minus infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Kind(Enum):
    """What an expression yields."""

    NUMBER = "whole number"
    TRUTH = "yes or no"
    DAY = "date"
    CODE = "code"


@dataclass(frozen=True)
class Expression:
    """A node of the model."""

    @property
    def kind(self) -> Kind:
        return Kind.TRUTH

    @property
    def parts(self) -> tuple[Expression, ...]:
        return ()

    @property
    def nullable(self) -> bool:
        """Whether the value may be unknown."""
        return self.kind is not Kind.TRUTH and any(part.nullable for part in self.parts)


@dataclass(frozen=True)
class Constant(Expression):
    value: int | bool | str | date

    @property
    def kind(self) -> Kind:
        if isinstance(self.value, bool):
            return Kind.TRUTH
        if isinstance(self.value, int):
            return Kind.NUMBER
        return Kind.DAY if isinstance(self.value, date) else Kind.CODE


@dataclass(frozen=True)
class Named(Expression):
    """A value known by name: a column of a row, another indicator, a rule."""

    name: str
    of_kind: Kind
    unknown_possible: bool = False
    codes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.of_kind

    @property
    def nullable(self) -> bool:
        return self.unknown_possible and self.of_kind is not Kind.TRUTH


@dataclass(frozen=True)
class Column(Named):
    """A column of the row at hand (of a table, or of the household)."""


@dataclass(frozen=True)
class Value(Named):
    """Another indicator of the household, or whether a rule fired."""


@dataclass(frozen=True)
class Parameter(Expression):
    """A dated parameter of the pack in the household's region; `last_year` for the year before."""

    name: str
    last_year: bool = False

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER


@dataclass(frozen=True)
class Today(Expression):
    """The day of the screening."""

    @property
    def kind(self) -> Kind:
        return Kind.DAY


@dataclass(frozen=True)
class Arithmetic(Expression):
    op: str
    left: Expression
    right: Expression

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)

    @property
    def nullable(self) -> bool:
        return self.op == "//" or super().nullable


@dataclass(frozen=True)
class Comparison(Expression):
    op: str
    left: Expression
    right: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class AllOf(Expression):
    conditions: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.conditions


@dataclass(frozen=True)
class AnyOf(Expression):
    conditions: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.conditions


@dataclass(frozen=True)
class Not(Expression):
    condition: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.condition,)


@dataclass(frozen=True)
class OneOf(Expression):
    operand: Expression
    options: tuple[str | int, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Choice(Expression):
    """`yes if condition else no`."""

    condition: Expression
    yes: Expression
    no: Expression

    @property
    def kind(self) -> Kind:
        return self.yes.kind

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.yes, self.no)


@dataclass(frozen=True)
class LastDays(Expression):
    """The day lies after today − count days, up to and including today."""

    day: Expression
    count: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.day, self.count)


@dataclass(frozen=True)
class WholeMonths(Expression):
    """The day lies in the `count` whole months that end `skip` months before today's month."""

    day: Expression
    count: Expression
    skip: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.day, self.count, self.skip)


@dataclass(frozen=True)
class Age(Expression):
    """Completed years on the day of the screening; appears only inside a comparison."""

    born_on: Expression

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.born_on,)


@dataclass(frozen=True)
class Known(Expression):
    operand: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Setting(Expression):
    """A number or day that depends on the region alone, worked out once per region by the plan."""

    index: int
    of_kind: Kind = Kind.NUMBER

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class Aggregate:
    """How the rows of a table become one value of a household.

    `op` works over the rows (first over each member's rows when `over_members` is set, whose
    results `over_members` then joins); `latest` names a date: only rows of its latest day count.
    """

    table: str
    op: str
    value: Expression | None = None
    where: Expression | None = None
    latest: str | None = None
    over_members: str | None = None

    @property
    def kind(self) -> Kind:
        if self.op in {"any", "all"}:
            return Kind.TRUTH
        if self.op in {"max", "min"} and self.value is not None:
            return self.value.kind
        return Kind.NUMBER

    @property
    def nullable(self) -> bool:
        return (self.over_members or self.op) in {"max", "min"}


@dataclass(frozen=True)
class Standing:
    """Where a household stands among the screened households of its region."""

    op: str  # lower, higher, count
    value: str | None = None


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it."""
    yield expression
    for part in expression.parts:
        yield from walk(part)
