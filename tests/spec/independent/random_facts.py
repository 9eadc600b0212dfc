"""Small facts directories drawn to fall on every edge of the default rules.

Amounts sit exactly at, one fen below and one fen above each threshold; days sit on both sides of
each border; people are unborn, dead, gone, of unknown age or born on 29 February.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from .oracle import MONITORING_LINE, RURAL_INCOME
from .reading import EVENTS, LABOUR, SCHOOLING, STANDARD, Column, Facts, Row

Format = Literal["parquet", "csv", "parts"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "parts")
DIGITS = {"sex", "disability_grade"}  # codes that are numbers: written as text in parts
POLARS_TYPES = {str: pl.String, dt.date: pl.Date, bool: pl.Boolean, int: pl.Int64}
VILLAGES = ("360781100001", "360781100002", "360781101001", "360730001205", "361002999999")


class Draw:
    """The random facts of one seed and date."""

    def __init__(self, seed: int, as_of: dt.date, households: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.as_of = as_of
        self.line = MONITORING_LINE["36"][as_of.year] * 100
        self.rural = RURAL_INCOME["36"][as_of.year - 1] * 100
        self.tables: Facts = {table: [] for table in STANDARD}
        # few distinct levels in a village make ties in net income per head
        self.levels = self.rng.integers(self.line // 2, self.line * 2, 3)
        for number in range(households):
            self.household(f"h{number:05d}")
        for rows in self.tables.values():
            self.rng.shuffle(rows)  # type: ignore[arg-type]

    def one(self, values: Sequence[Any]) -> Any:
        return values[int(self.rng.integers(len(values)))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def near(self, amount: int) -> int:
        """The amount, a fen to either side of it, or somewhere around it."""
        around = int(self.rng.integers(0, 2 * max(amount, 1)))
        return max(0, self.one((amount - 1, amount, amount + 1, around)))

    def day(self, days: int) -> dt.date:
        """A day at either border of the last `days` days, or in and around them."""
        inside = int(self.rng.integers(-20, days + 20))
        back = self.one((-1, 0, 1, days - 1, days, days + 1, inside, inside))
        return self.as_of - dt.timedelta(days=back)

    def month(self, back: int) -> dt.date:
        count = self.as_of.year * 12 + self.as_of.month - 1 - back
        return dt.date(count // 12, count % 12 + 1, 1)

    def add(self, table: str, **row: Any) -> None:
        self.tables[table].append(row)

    def household(self, household: str) -> None:
        # the first village holds the most, so that k × 20 < n has room on both sides
        region = self.one(VILLAGES + VILLAGES[:1] * 4)
        self.add(
            "households",
            household_id=household,
            region=region,
            ever_registered=self.chance(0.5),
            lifted_on=self.one((None, dt.date(2018, 12, 31))),
            category=self.one(STANDARD["households"]["category"].codes),
        )
        people = [self.person(household, n) for n in range(int(self.rng.integers(0, 6)))]
        size = max(1, sum(p["alive"] and not p["moved_out"] for p in people))
        ids = [p["person_id"] for p in people]
        self.income(household, size)
        self.spending(household, size, ids)
        self.state(household)
        self.events(household, ids)
        self.sales(household)

    def person(self, household: str, number: int) -> Row:
        row = {
            "person_id": f"{household}p{number}",
            "household_id": household,
            "birth_on": self.birth(),
            "sex": self.one((0, 1, 2, 9)),
            "alive": self.chance(0.9),
            "moved_out": self.chance(0.1),
            "schooling": self.one(("none", "none", *SCHOOLING)),
            "labour": self.one(("none", "lost", *LABOUR)),
            "disability_grade": int(self.rng.integers(0, 5)),
            "disability_on": self.one((None, self.day(365))),
        }
        self.add("persons", **row)
        return row

    def birth(self) -> dt.date | None:
        """Unknown, in the future, on 29 February, or a birthday on or beside the date."""
        years = self.one((6, 15, 16, 59, 60, int(self.rng.integers(0, 90))))
        shift = dt.timedelta(days=int(self.rng.integers(-1, 2)))
        birthday = dt.date(self.as_of.year - years, self.as_of.month, min(self.as_of.day, 28))
        leap = dt.date((self.as_of.year - years) // 4 * 4, 2, 29)
        future = self.as_of + dt.timedelta(days=int(self.rng.integers(0, 40)))
        return self.one((None, leap, birthday + shift, birthday + shift, birthday, future))

    def income(self, household: str, size: int) -> None:
        """Two windows whose net incomes lie on a threshold of the line or of each other."""
        net = self.one(
            [self.near(self.line * size), self.near(self.line * size * 3 // 2)]
            + [int(level) * size for level in self.levels]
            + [0, self.line * size * 7 // 10, -self.near(1000)]
        )
        previous = self.one((self.near(net * 10 // 7), net, 0, -5, self.near(self.line * size)))
        # a fall of exactly three tenths: both are moved to whole multiples
        if self.chance(0.2):
            net, previous = net // 7 * 7, net // 7 * 10
        self.window(household, net, (1, 12))
        self.window(household, previous, (13, 24))
        for back in (0, -1, 25):
            if self.chance(0.3):
                self.earn(
                    household, back, self.one(("wage", "business_cost")), self.near(self.line)
                )

    def window(self, household: str, net: int, months: tuple[int, int]) -> None:
        """Rows whose sum over the window is exactly `net`."""
        cost = self.one((0, 0, self.near(self.line // 3), max(0, -net)))
        cost = max(cost, -net)
        gross = net + cost
        wage = self.one((gross // 2, (gross + 1) // 2, gross, 0, gross // 3))
        business = self.one((gross - wage, (gross - wage) // 2, 0))
        transfer = gross - wage - business
        for kind, amount in (
            *(("wage", wage), ("business", business), ("transfer", transfer)),
            ("business_cost", cost),
        ):
            kind = self.one(("property", kind)) if kind == "transfer" else kind
            first = self.one((0, amount, amount // 2))
            for part in (first, amount - first):
                if part or self.chance(0.1):
                    self.earn(
                        household, self.one((*months, int(self.rng.integers(*months)))), kind, part
                    )
        if self.chance(0.3):
            self.earn(household, months[0], "excluded", self.near(self.line))

    def earn(self, household: str, back: int, kind: str, amount: int) -> None:
        month = self.month(back)
        self.add("income", household_id=household, month=month, kind=kind, amount_fen=amount)

    def spending(self, household: str, size: int, people: list[str]) -> None:
        for person in [None, *people]:
            if self.chance(0.4):
                amount = self.near(self.rural // self.one((1, 2)))
                self.spend(household, person, "medical_own", amount)
        if self.chance(0.4):
            self.spend(household, None, "education_own", self.near(1_000_000))
        if self.chance(0.3):
            self.spend(household, self.one([None, *people]), "other", self.near(self.line))
        for _ in range(int(self.rng.integers(0, 3))):
            self.add(
                "payouts",
                household_id=household,
                paid_on=self.day(365),
                kind=self.one(("insurance", "relief")),
                amount_fen=self.near(self.line * size // 4),
            )

    def spend(self, household: str, person: str | None, kind: str, amount: int) -> None:
        first = self.one((0, amount // 2))
        for part in (first, amount - first):
            self.add(
                "spending",
                household_id=household,
                person_id=person,
                spent_on=self.day(365),
                kind=kind,
                amount_fen=part,
            )

    def state(self, household: str) -> None:
        """Houses and water, often seen twice on the same day with different results."""
        day = self.day(10)
        for _ in range(int(self.rng.integers(0, 4))):
            day = self.one((day, day, self.day(10)))
            if self.chance(0.6):
                self.add("housing", household_id=household, assessed_on=day, grade=self.one("ABCD"))
            if self.chance(0.6):
                self.add("water", household_id=household, observed_on=day, safe=self.chance(0.5))

    def events(self, household: str, people: list[str]) -> None:
        for _ in range(int(self.rng.integers(0, 5))):
            kind = self.one(EVENTS)
            income = [
                r["amount_fen"] for r in self.tables["income"] if r["household_id"] == household
            ]
            self.add(
                "events",
                household_id=household,
                person_id=self.one([None, *people]),
                happened_on=self.day(self.one((90, 180, 365))),
                kind=kind,
                loss_fen=self.one((None, 0, 1, self.near(sum(income) * 3 // 10))),
            )

    def sales(self, household: str) -> None:
        for back in (0, 1, 2, 3, 4):
            if self.chance(0.2):
                contracted = self.one((0, self.near(20_000)))
                self.add(
                    "sales",
                    household_id=household,
                    month=self.month(back),
                    contracted_fen=contracted,
                    delivered_fen=self.near(contracted // 2),
                )


def random_facts(seed: int, as_of: dt.date, households: int = 120) -> Facts:
    """The tables of one seed, as lists of rows that meet the standard."""
    return Draw(seed, as_of, households).tables


def write_facts(facts: Facts, directory: Path, form: Format = "parquet") -> Path:
    """Write every table; an empty table other than the two required ones is left absent."""
    directory.mkdir(parents=True, exist_ok=True)
    for table, rows in facts.items():
        if rows or table in ("households", "persons"):
            _write_table(as_frame(table, rows), directory / table, form)
    return directory


def as_frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """The rows with the column types of the standard."""
    return pl.DataFrame(rows, {n: polars_type(c) for n, c in STANDARD[table].items()})


def polars_type(column: Column) -> type[pl.DataType]:
    return POLARS_TYPES[column.kind]


def _write_table(frame: pl.DataFrame, stem: Path, form: Format) -> None:
    if form == "csv":
        frame.write_csv(stem.with_suffix(".csv"))
    elif form == "parquet":
        frame.with_columns(note=pl.lit("ignored")).write_parquet(stem.with_suffix(".parquet"))
    else:
        stem.mkdir()
        frame = frame.with_columns(
            pl.col(name).cast(pl.String) for name in DIGITS & {*frame.columns}
        )
        cut = frame.height // 3
        for number, part in enumerate((frame[:cut], frame[cut:], frame[:0])):
            part.write_parquet(stem / f"part-{number}.parquet")
