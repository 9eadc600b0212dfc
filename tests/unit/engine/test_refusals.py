"""Every kind of bad input is refused with table, row and reason, and nothing is written."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.unit.engine.tables import facts, tables

from shouwang.engine import EngineError, explain, load_pack, screen
from shouwang.engine.facts.reading import Facts

DAY = date(2024, 6, 30)
PACK = load_pack("cn")

BAD_ROWS: list[tuple[dict[str, list[dict[str, Any]]], str]] = [
    (
        {"households": [{}, {"household_id": "H2", "region": "36078"}]},
        "households, row 2: region '36078' is not a division code of 12 digits",
    ),
    (
        {"households": [{"household_id": None}]},
        "households, row 1: household_id is empty",
    ),
    (
        {"households": [{}, {"household_id": "H2"}, {}]},
        "households, row 3: household_id 'H1' is there twice",
    ),
    (
        {"households": [{"category": "rich"}]},
        "households, row 1: category 'rich' is an unknown code (known: none, registered_poor,"
        " unstable, marginal, sudden, watched)",
    ),
    (
        {"households": [{"household_id": ""}]},
        "households, row 1: household_id '' is an empty text",
    ),
    (
        {"persons": [{}, {"person_id": ""}]},
        "persons, row 2: person_id '' is an empty text",
    ),
    (
        {"persons": [{}, {"person_id": "P2", "household_id": ""}]},
        "persons, row 2: household_id '' does not exist in households",
    ),
    (
        {"spending": [{"person_id": ""}]},
        "spending, row 1: person_id '' does not exist in persons",
    ),
    (
        {"housing": [{"grade": "E" * 100}]},
        f"housing, row 1: grade '{'E' * 58}… is an unknown code (known: A, B, C, D)",
    ),
    ({"persons": [{}, {}]}, "persons, row 2: person_id 'P1' is there twice"),
    (
        {"persons": [{}, {"person_id": "P2", "household_id": "H9"}]},
        "persons, row 2: household_id 'H9' does not exist in households",
    ),
    ({"persons": [{"alive": None}]}, "persons, row 1: alive is empty"),
    (
        {"persons": [{"sex": "3"}]},
        "persons, row 1: sex '3' is an unknown code (known: 0, 1, 2, 9)",
    ),
    (
        {"persons": [{"disability_grade": 5}]},
        "persons, row 1: disability_grade 5 is not a grade from 0 to 4",
    ),
    (
        {"income": [{}, {"amount_fen": -1}]},
        "income, row 2: amount_fen -1 is negative",
    ),
    (
        {"income": [{"amount_fen": 10**13 + 1}]},
        "income, row 1: amount_fen 10000000000001 is above 10000000000000 fen, the most in one row",
    ),
    (
        {"income": [{"month": date(2024, 5, 2)}]},
        "income, row 1: month 2024-05-02 is not the first day of a month",
    ),
    (
        {"income": [{"household_id": "H2"}]},
        "income, row 1: household_id 'H2' does not exist in households",
    ),
    (
        {"spending": [{}, {"person_id": "P2"}]},
        "spending, row 2: person_id 'P2' does not exist in persons",
    ),
    (
        {
            "households": [{}, {"household_id": "H2"}],
            "events": [{"household_id": "H2", "person_id": "P1"}],
        },
        "events, row 1: person_id 'P1' belongs to household 'H1', not 'H2'",
    ),
    ({"events": [{"loss_fen": -5}]}, "events, row 1: loss_fen -5 is negative"),
    (
        {"housing": [{"grade": "E"}]},
        "housing, row 1: grade 'E' is an unknown code (known: A, B, C, D)",
    ),
    ({"water": [{"safe": None}]}, "water, row 1: safe is empty"),
    ({"payouts": [{"paid_on": None}]}, "payouts, row 1: paid_on is empty"),
    ({"sales": [{"delivered_fen": None}]}, "sales, row 1: delivered_fen is empty"),
]


@pytest.mark.parametrize(("rows", "sentence"), BAD_ROWS, ids=[text for _, text in BAD_ROWS])
@pytest.mark.parametrize("engine", ["polars", "python"])
def test_a_bad_row_is_named(rows: dict[str, Any], sentence: str, engine: str) -> None:
    with pytest.raises(EngineError) as refusal:
        screen(facts(**rows), PACK, DAY, engine=engine)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {"housing": [{"household_id": "H2"}, {"grade": "E"}]},
            "housing, row 2: grade 'E' is an unknown code (known: A, B, C, D)",
        ),
        (
            {"spending": [{"household_id": "H2", "person_id": None}, {"person_id": "P9"}]},
            "spending, row 2: person_id 'P9' does not exist in persons",
        ),
    ],
)
def test_an_explanation_names_the_row_of_the_whole_table(
    rows: dict[str, Any], sentence: str
) -> None:
    two = [{}, {"household_id": "H2", "region": "360782100200"}]
    with pytest.raises(EngineError) as refusal:
        explain(facts(households=two, **rows), PACK, DAY, "H1")
    assert str(refusal.value) == sentence


def test_good_rows_pass() -> None:
    assert screen(facts(), PACK, DAY).households == 1


def _without(table: str, column: str) -> dict[str, pl.DataFrame]:
    good = tables()
    return {**good, table: good[table].drop(column)}


def _retyped(table: str, column: str, dtype: Any) -> dict[str, pl.DataFrame]:
    good = tables()
    return {**good, table: good[table].with_columns(pl.col(column).cast(dtype))}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (_without("income", "month"), "income: column month is missing"),
        (
            _retyped("income", "amount_fen", pl.Float64),
            "income: column amount_fen has the wrong type: Float64, not whole fen",
        ),
        (
            _retyped("income", "amount_fen", pl.String),
            "income: column amount_fen has the wrong type: String, not whole fen",
        ),
        (
            _retyped("spending", "spent_on", pl.Datetime("us")),
            "spending: column spent_on has the wrong type:"
            " Datetime(time_unit='us', time_zone=None), not date",
        ),
        (
            {"households": tables()["households"]},
            "persons: the table is missing; it is required",
        ),
    ],
)
def test_a_wrong_shape_is_named(bad: dict[str, pl.DataFrame], sentence: str) -> None:
    with pytest.raises(EngineError) as refusal:
        Facts.from_tables(bad)
    assert str(refusal.value) == sentence


def test_a_missing_line_names_parameter_region_and_date() -> None:
    with pytest.raises(EngineError) as refusal:
        screen(facts(), PACK, date(2022, 6, 30))
    assert str(refusal.value) == (
        "Parameter monitoring_line has no value for region 360781100200 on 2022-06-30:"
        " add one, with its document, to the policy pack."
    )


def test_absent_tables_are_empty() -> None:
    good = tables()
    few = Facts.from_tables({name: good[name] for name in ("households", "persons")})
    rules = screen(few, PACK, DAY).clues["rule"].to_list()
    assert rules == ["income_below_line", "village_bottom"]


def test_a_household_without_members_is_a_finding() -> None:
    screening = screen(facts(persons=[{"alive": False}]), PACK, DAY)
    assert (screening.households, [f.household_id for f in screening.findings]) == (0, ["H1"])
