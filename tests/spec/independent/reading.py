"""Facts directories read row by row, and every refusal of the facts standard, version 1.

Written from the text of the standard alone, so that it can disagree with the engine.
"""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
Facts = dict[str, list[Row]]

CATEGORIES = ("none", "registered_poor", "unstable", "marginal", "sudden", "watched")
SCHOOLING = (
    *("none", "preschool", "primary", "junior", "senior", "vocational", "college", "finished"),
)
LABOUR = ("able", "skilled", "weak", "lost", "none")
INCOME = ("wage", "business", "property", "transfer", "business_cost", "excluded")
SPENDING = ("medical_own", "education_own", "other")
EVENTS = (
    *("death", "accident", "prison", "job_lost", "returned", "disaster", "crop_loss"),
    *("livestock_loss", "allowance_started", "allowance_ended", "allowance_refused"),
)


class Refused(Exception):
    """The facts do not meet the standard."""

    def __init__(self, table: str, row: int | None, reason: str) -> None:
        super().__init__(f"{table}, row {row}: {reason}" if row else f"{table}: {reason}")
        self.table, self.row, self.reason = table, row, reason


@dataclass(frozen=True)
class Column:
    """What one column of the standard may hold."""

    kind: type
    nullable: bool = False
    codes: tuple[str | int, ...] = ()
    pattern: str = ""
    at_least: int | None = None
    month: bool = False


TEXT, DAY, FLAG = Column(str), Column(dt.date), Column(bool)
MAYBE_TEXT, MAYBE_DAY = Column(str, nullable=True), Column(dt.date, nullable=True)
MONTH, AMOUNT = Column(dt.date, month=True), Column(int, at_least=0)

STANDARD: dict[str, dict[str, Column]] = {
    "households": {
        "household_id": TEXT,
        "region": Column(str, pattern="[0-9]{12}"),
        "ever_registered": FLAG,
        "lifted_on": MAYBE_DAY,
        "category": Column(str, codes=CATEGORIES),
    },
    "persons": {
        "person_id": TEXT,
        "household_id": TEXT,
        "birth_on": MAYBE_DAY,
        "sex": Column(int, codes=(0, 1, 2, 9)),
        "alive": FLAG,
        "moved_out": FLAG,
        "schooling": Column(str, codes=SCHOOLING),
        "labour": Column(str, codes=LABOUR),
        "disability_grade": Column(int, codes=(0, 1, 2, 3, 4)),
        "disability_on": MAYBE_DAY,
    },
    "income": {
        "household_id": TEXT,
        "month": MONTH,
        "kind": Column(str, codes=INCOME),
        "amount_fen": AMOUNT,
    },
    "spending": {
        "household_id": TEXT,
        "person_id": MAYBE_TEXT,
        "spent_on": DAY,
        "kind": Column(str, codes=SPENDING),
        "amount_fen": AMOUNT,
    },
    "payouts": {
        "household_id": TEXT,
        "paid_on": DAY,
        "kind": Column(str, codes=("insurance", "relief")),
        "amount_fen": AMOUNT,
    },
    "housing": {
        "household_id": TEXT,
        "assessed_on": DAY,
        "grade": Column(str, codes=("A", "B", "C", "D")),
    },
    "water": {"household_id": TEXT, "observed_on": DAY, "safe": FLAG},
    "events": {
        "household_id": TEXT,
        "person_id": MAYBE_TEXT,
        "happened_on": DAY,
        "kind": Column(str, codes=EVENTS),
        "loss_fen": Column(int, nullable=True, at_least=0),
    },
    "sales": {
        "household_id": TEXT,
        "month": MONTH,
        "contracted_fen": AMOUNT,
        "delivered_fen": AMOUNT,
    },
}
KEYS = {"households": "household_id", "persons": "person_id"}


def read_facts(directory: Path) -> Facts:
    """All tables of a directory as lists of rows, checked.

    Raises Refused with table, row (counted from 1, the header not counted) and reason.
    """
    facts = {table: _read_table(directory, table) for table in STANDARD}
    for table, rows in facts.items():
        for number, row in enumerate(rows, 1):
            _check_row(table, number, row)
    _check_keys(facts)
    return facts


def _read_table(directory: Path, table: str) -> list[Row]:
    parquet, text, folder = (directory / f"{table}{end}" for end in (".parquet", ".csv", ""))
    if parquet.is_file():
        return _read_parquet(table, parquet)
    if text.is_file():
        return _read_csv(table, text)
    if folder.is_dir():
        return [
            row for part in sorted(folder.rglob("*.parquet")) for row in _read_parquet(table, part)
        ]
    if table in ("households", "persons"):
        raise Refused(table, None, "the table is absent")
    return []


def _read_parquet(table: str, path: Path) -> list[Row]:
    file = pq.ParquetFile(path)
    _check_columns(table, file.schema_arrow.names)
    return [_digits(row) for row in file.read(columns=list(STANDARD[table])).to_pylist()]


def _digits(row: Row) -> Row:
    """Sex and disability grade are codes, yet numbers: text of digits is as good."""
    for name in ("sex", "disability_grade"):
        if isinstance(row.get(name), str) and row[name].isdecimal():
            row[name] = int(row[name])
    return row


def _read_csv(table: str, path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        _check_columns(table, list(reader.fieldnames or ()))
        return [_parse_row(table, number, row) for number, row in enumerate(reader, 1)]


def _check_columns(table: str, names: list[str]) -> None:
    for name in STANDARD[table]:
        if name not in names:
            raise Refused(table, None, f"column {name} is missing")


def _parse_row(table: str, number: int, row: dict[str, str]) -> Row:
    return {
        name: _parse(table, number, name, column, row[name])
        for name, column in STANDARD[table].items()
    }


def _parse(table: str, number: int, name: str, column: Column, text: str | None) -> Any:
    if text is None or text == "":
        return None
    try:
        if column.kind is bool:
            return {"true": True, "false": False}[text.lower()]
        return dt.date.fromisoformat(text) if column.kind is dt.date else column.kind(text)
    except (ValueError, KeyError):
        raise Refused(table, number, f"{name} cannot be {text!r}") from None


def _check_row(table: str, number: int, row: Row) -> None:
    for name, column in STANDARD[table].items():
        reason = _fault(column, row[name])
        if reason:
            raise Refused(table, number, f"{name} {reason}")


def _fault(column: Column, value: Any) -> str | None:
    if value is None:
        return None if column.nullable else "is null"
    # bool is an int and datetime is a date to isinstance, but not to the standard
    if type(value) is not column.kind:
        return f"has the wrong type: {value!r}"
    if column.codes and value not in column.codes:
        return f"has the unknown code {value!r}"
    return _out_of_bounds(column, value)


def _out_of_bounds(column: Column, value: Any) -> str | None:
    if column.pattern and not re.fullmatch(column.pattern, value):
        return f"is not 12 digits: {value!r}"
    if column.at_least is not None and value < column.at_least:
        return f"is below {column.at_least}: {value!r}"
    if column.month and value.day != 1:
        return f"is not the first day of a month: {value}"
    return None


def _check_keys(facts: Facts) -> None:
    known = {key: _unique(table, key, facts[table]) for table, key in KEYS.items()}
    for table, rows in facts.items():
        for number, row in enumerate(rows, 1):
            for key, ids in known.items():
                if row.get(key) is not None and row[key] not in ids:
                    raise Refused(table, number, f"{key} {row[key]!r} does not exist")


def _unique(table: str, key: str, rows: list[Row]) -> set[str]:
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if row[key] in seen:
            raise Refused(table, number, f"{key} {row[key]!r} appears twice")
        seen.add(row[key])
    return seen
