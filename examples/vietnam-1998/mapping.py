"""The survey in the shape of the facts standard, version 1.

The unit of every amount is one dong: the standard's `_fen` columns hold the smallest unit of a
currency, and the dong has no smaller one in use. The README gives the reason of each choice.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
from survey import Surveyed

AS_OF = dt.date(1998, 12, 31)
# The last month of the 12 before the day's own (December 1997 to November 1998, the fieldwork):
# a year's total is one row there.
MONTH = dt.date(1998, 11, 1)
SPENT_ON = dt.date(1998, 11, 30)

TYPES: dict[str, dict[str, Any]] = {
    "households": {
        **{"household_id": pl.String, "region": pl.String, "ever_registered": pl.Boolean},
        **{"lifted_on": pl.Date, "category": pl.String},
    },
    "persons": {
        **{"person_id": pl.String, "household_id": pl.String, "birth_on": pl.Date},
        **{"sex": pl.String, "alive": pl.Boolean, "moved_out": pl.Boolean, "schooling": pl.String},
        **{"labour": pl.String, "disability_grade": pl.Int64, "disability_on": pl.Date},
    },
    "income": {
        **{"household_id": pl.String, "month": pl.Date, "kind": pl.String, "amount_fen": pl.Int64}
    },
    "spending": {
        **{"household_id": pl.String, "person_id": pl.String, "spent_on": pl.Date},
        **{"kind": pl.String, "amount_fen": pl.Int64},
    },
}


def write_facts(survey: list[Surveyed], directory: Path) -> None:
    """Write the four tables that the survey can fill."""
    directory.mkdir(parents=True, exist_ok=True)
    tables = {
        "households": [_household(one) for one in survey],
        "persons": [_person(one, number) for one in survey for number in range(1, one.size + 1)],
        "income": [_total(one) for one in survey],
        "spending": [_medical(one) for one in survey if one.medical],
    }
    for name, rows in tables.items():
        pl.DataFrame(rows, TYPES[name]).write_parquet(directory / f"{name}.parquet")


def region_prefix(urban: bool | None = None) -> str:
    """All of the country, or one of its two sides.

    The survey numbers communes 1 to 194 without saying where they are. 704 is Viet Nam in
    ISO 3166-1; then 1 for urban or 0 for rural, five zeros, and the commune's number.
    """
    return "704" if urban is None else f"704{int(urban)}"


def _household(one: Surveyed) -> dict[str, Any]:
    return {
        "household_id": _id(one),
        "region": f"{region_prefix(one.urban)}00000{one.commune:03d}",
        "ever_registered": False,
        "lifted_on": None,
        "category": "none",
    }


def _person(one: Surveyed, number: int) -> dict[str, Any]:
    """The first is the head, whose age and sex are known; of the others nothing is."""
    head = number == 1
    return {
        "person_id": f"{_id(one)}-{number:02d}",
        "household_id": _id(one),
        "birth_on": AS_OF.replace(year=AS_OF.year - one.head_age) if head else None,
        "sex": ("2" if one.head_female else "1") if head else "0",
        "alive": True,
        "moved_out": False,
        # the standard has no code for "not known" here; no rule of this pack reads these
        "schooling": "finished",
        "labour": "able",
        "disability_grade": 0,
        "disability_on": None,
    }


def _total(one: Surveyed) -> dict[str, Any]:
    amount = round(one.total * 1000)
    return {"household_id": _id(one), "month": MONTH, "kind": "transfer", "amount_fen": amount}


def _medical(one: Surveyed) -> dict[str, Any]:
    return {
        "household_id": _id(one),
        "person_id": None,
        "spent_on": SPENT_ON,
        "kind": "medical_own",
        "amount_fen": round(one.medical * 1000),
    }


def _id(one: Surveyed) -> str:
    return f"vn-{one.number:04d}"
