"""The facts standard, version 1: tables, columns, codes; and what a standard is.

A pack says which standard its expressions speak of; this is the one that screening reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from shouwang.engine.model import Kind

# A larger amount in one row is refused: with it, no sum or product of a screening leaves 64 bits.
LARGEST_AMOUNT_FEN = 10**13


class Role(Enum):
    """What a column holds, and so how it is checked."""

    KEY = "key"
    HOUSEHOLD = "household id"
    PERSON = "person id"
    REGION = "region"
    FLAG = "yes or no"
    DAY = "date"
    MONTH = "first day of a month"
    CODE = "code"
    GRADE = "grade"
    AMOUNT = "whole fen"
    NUMBER = "whole number"


_KINDS = {
    Role.FLAG: Kind.TRUTH,
    Role.DAY: Kind.DAY,
    Role.MONTH: Kind.DAY,
    Role.GRADE: Kind.NUMBER,
    Role.AMOUNT: Kind.NUMBER,
    Role.NUMBER: Kind.NUMBER,
}


@dataclass(frozen=True)
class ColumnSpec:
    name: str
    role: Role
    nullable: bool = False
    codes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.role, Kind.CODE)


@dataclass(frozen=True)
class TableSpec:
    name: str
    columns: tuple[ColumnSpec, ...]
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> str | None:
        return next((c.name for c in self.columns if c.role is Role.KEY), None)

    @property
    def person(self) -> str | None:
        return next((c.name for c in self.columns if c.role is Role.PERSON), None)

    def column(self, name: str) -> ColumnSpec:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Standard:
    """The tables that one kind of pack speaks of; `households` and `persons` are always there.

    A person is a member of the household on a day when alive, not moved out and not born later.
    """

    name: str
    tables: Mapping[str, TableSpec] = field(hash=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """Tables an indicator may draw on; `members` are the persons who are members."""
        return (*(name for name in self.tables if name != "households"), "members")

    def source_table(self, source: str) -> TableSpec:
        """The table behind a source of an indicator."""
        return self.tables["persons" if source == "members" else source]


def _table(name: str, *columns: ColumnSpec, required: bool = False) -> TableSpec:
    return TableSpec(name, columns, required)


def _codes(name: str, text: str) -> ColumnSpec:
    return ColumnSpec(name, Role.CODE, codes=tuple(text.split()))


def _day(name: str, *, nullable: bool = False) -> ColumnSpec:
    return ColumnSpec(name, Role.DAY, nullable)


def _amount(name: str, *, nullable: bool = False) -> ColumnSpec:
    return ColumnSpec(name, Role.AMOUNT, nullable)


_HOUSEHOLD = ColumnSpec("household_id", Role.HOUSEHOLD)
_PERSON = ColumnSpec("person_id", Role.PERSON, nullable=True)
_MONTH = ColumnSpec("month", Role.MONTH)

TABLES: dict[str, TableSpec] = {
    table.name: table
    for table in (
        _table(
            "households",
            ColumnSpec("household_id", Role.KEY),
            ColumnSpec("region", Role.REGION),
            ColumnSpec("ever_registered", Role.FLAG),
            _day("lifted_on", nullable=True),
            _codes("category", "none registered_poor unstable marginal sudden watched"),
            required=True,
        ),
        _table(
            "persons",
            ColumnSpec("person_id", Role.KEY),
            _HOUSEHOLD,
            _day("birth_on", nullable=True),
            _codes("sex", "0 1 2 9"),
            ColumnSpec("alive", Role.FLAG),
            ColumnSpec("moved_out", Role.FLAG),
            _codes("schooling", "none preschool primary junior senior vocational college finished"),
            _codes("labour", "able skilled weak lost none"),
            ColumnSpec("disability_grade", Role.GRADE, codes=("0", "1", "2", "3", "4")),
            _day("disability_on", nullable=True),
            required=True,
        ),
        _table(
            "income",
            _HOUSEHOLD,
            _MONTH,
            _codes("kind", "wage business property transfer business_cost excluded"),
            _amount("amount_fen"),
        ),
        _table(
            "spending",
            _HOUSEHOLD,
            _PERSON,
            _day("spent_on"),
            _codes("kind", "medical_own education_own other"),
            _amount("amount_fen"),
        ),
        _table(
            "payouts",
            _HOUSEHOLD,
            _day("paid_on"),
            _codes("kind", "insurance relief"),
            _amount("amount_fen"),
        ),
        _table("housing", _HOUSEHOLD, _day("assessed_on"), _codes("grade", "A B C D")),
        _table("water", _HOUSEHOLD, _day("observed_on"), ColumnSpec("safe", Role.FLAG)),
        _table(
            "events",
            _HOUSEHOLD,
            _PERSON,
            _day("happened_on"),
            _codes(
                "kind",
                "death accident prison job_lost returned disaster crop_loss livestock_loss"
                " allowance_started allowance_ended allowance_refused",
            ),
            _amount("loss_fen", nullable=True),
        ),
        _table("sales", _HOUSEHOLD, _MONTH, _amount("contracted_fen"), _amount("delivered_fen")),
    )
}

FACTS = Standard("facts", TABLES)
