"""Small tables of facts for tests."""

from datetime import date
from typing import Any

import polars as pl

from shouwang.engine.facts.reading import Facts, standard_type
from shouwang.engine.facts.standard import TABLES, Role

HOUSEHOLD = {
    "household_id": "H1",
    "region": "360781100200",
    "ever_registered": False,
    "lifted_on": None,
    "category": "none",
}
PERSON = {
    "person_id": "P1",
    "household_id": "H1",
    "birth_on": date(1980, 1, 1),
    "sex": "1",
    "alive": True,
    "moved_out": False,
    "schooling": "finished",
    "labour": "able",
    "disability_grade": 0,
    "disability_on": None,
}
ROWS: dict[str, dict[str, Any]] = {
    "households": HOUSEHOLD,
    "persons": PERSON,
    "income": {
        "household_id": "H1",
        "month": date(2024, 5, 1),
        "kind": "wage",
        "amount_fen": 100,
    },
    "spending": {
        "household_id": "H1",
        "person_id": "P1",
        "spent_on": date(2024, 5, 2),
        "kind": "other",
        "amount_fen": 100,
    },
    "payouts": {
        "household_id": "H1",
        "paid_on": date(2024, 5, 2),
        "kind": "relief",
        "amount_fen": 100,
    },
    "housing": {"household_id": "H1", "assessed_on": date(2024, 5, 2), "grade": "A"},
    "water": {"household_id": "H1", "observed_on": date(2024, 5, 2), "safe": True},
    "events": {
        "household_id": "H1",
        "person_id": None,
        "happened_on": date(2024, 5, 2),
        "kind": "disaster",
        "loss_fen": None,
    },
    "sales": {
        "household_id": "H1",
        "month": date(2024, 5, 1),
        "contracted_fen": 100,
        "delivered_fen": 100,
    },
}


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a table in the standard's types, codes as text."""
    schema = {
        column.name: pl.String() if column.role is Role.CODE else standard_type(column)
        for column in TABLES[name].columns
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def tables(**changed: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """One good row in every table; a changed table has the given rows, each over the good one."""
    return {
        name: frame(name, [{**good, **row} for row in changed.get(name, [{}])])
        for name, good in ROWS.items()
    }


def facts(**changed: list[dict[str, Any]]) -> Facts:
    return Facts.from_tables(tables(**changed))
