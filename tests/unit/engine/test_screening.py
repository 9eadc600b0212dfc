"""What a screening writes, and how it explains itself."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.unit.engine.tables import facts

from shouwang.engine import EngineError, explain, load_pack, screen
from shouwang.engine.days import age_on, born_by, whole_months
from shouwang.engine.standings import Compared, compared

DAY = date(2024, 6, 30)
PACK = load_pack("cn")


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_every_format_holds_the_same_clues(tmp_path: Path, suffix: str) -> None:
    screening = screen(facts(), PACK, DAY)
    path = tmp_path / f"clues{suffix}"
    screening.write(path)
    if suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text().splitlines()]
    else:
        table = pl.read_parquet(path) if suffix == ".parquet" else pl.read_csv(path)
        rows = [{**row, "evidence": json.loads(row["evidence"])} for row in table.to_dicts()]
    assert [(row["rule"], str(row["as_of"]), row["evidence"]) for row in rows] == [
        ("income_below_line", "2024-06-30", {"net_fen": 100, "size": 1, "line_fen": 850000}),
        (
            "village_bottom",
            "2024-06-30",
            {"k": 0, "n": 1, "net_per_head_fen": 100, "line_fen": 850000},
        ),
    ]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert (screening.households_with_clues, screening.clue_count) == (1, 2)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as refusal:
        screen(facts(), PACK, DAY).write(tmp_path / "clues.xls")
    assert str(refusal.value).endswith("end the name in .parquet, .csv or .jsonl.")


def test_region_keeps_to_its_households() -> None:
    two = facts(
        households=[{}, {"household_id": "H2", "region": "360782100200"}],
        persons=[{}, {"person_id": "P2", "household_id": "H2"}],
    )
    for engine in ("polars", "python"):
        found = screen(two, PACK, DAY, region="360782", engine=engine)
        assert (found.households, set(found.clues["household_id"])) == (1, {"H2"})


def test_one_household_gets_the_clues_of_the_whole_screening() -> None:
    two = facts(
        households=[{}, {"household_id": "H2"}],
        persons=[{}, {"person_id": "P2", "household_id": "H2"}],
    )
    whole = screen(two, PACK, DAY).clues.filter(pl.col("household_id") == "H2")
    assert screen(two, PACK, DAY, household="H2").clues.equals(whole)


def test_one_household_that_nobody_lives_in_or_knows_gets_no_clues() -> None:
    two = facts(households=[{}, {"household_id": "H2"}])
    for household in ("H2", "H3"):
        alone = screen(two, PACK, DAY, household=household)
        assert (alone.clue_count, alone.households, len(alone.findings)) == (0, 1, 1)


def test_bad_facts_of_a_neighbour_are_refused_for_one_household_too() -> None:
    two = facts(
        households=[{}, {"household_id": "H2"}],
        income=[{"household_id": "H2", "amount_fen": -1}],
    )
    with pytest.raises(EngineError, match="negative"):
        screen(two, PACK, DAY, household="H1")


def test_standings_look_at_few_facts_of_neighbours() -> None:
    looked_at = compared(PACK, date(2024, 6, 30), "360781100200")
    assert looked_at["income"] == Compared(
        frozenset({"kind", "month", "amount_fen"}), date(2023, 6, 1)
    )
    assert looked_at["persons"] == Compared(frozenset(), None)


def test_an_explanation_names_rows_and_documents() -> None:
    found = explain(facts(), PACK, DAY, "H1")
    rule = next(rule for rule in found.rules if rule.rule.name == "income_below_line")
    net = rule.indicators[0]
    assert (rule.fired, net.value, [(row.table, row.row) for row in net.rows]) == (
        True,
        100,
        [("income", 1)],
    )
    assert rule.sentences["zh"] == (
        "近12个月家庭纯收入 1 元，1口人，低于当地监测线每人每年 8,500 元。"
    )
    assert "Net income of the last 12 months, 1 yuan for 1 members" in found.text("en")


def test_an_unknown_household_is_refused() -> None:
    with pytest.raises(EngineError) as refusal:
        explain(facts(), PACK, DAY, "H9")
    assert str(refusal.value) == "No household H9 is screened on these facts."


def test_who_is_born_on_29_february_ages_on_1_march() -> None:
    born = date(2008, 2, 29)
    ages = [age_on(day, born) for day in (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29))]
    assert ages == [14, 15, 16]


def test_the_birthday_limit_agrees_with_the_age_on_every_day() -> None:
    for day in (date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 28)):
        limit = born_by(day, 16)
        for offset in range(-3, 4):
            born = date.fromordinal(limit.toordinal() + offset)
            assert (age_on(day, born) >= 16) == (born <= limit)


def test_whole_months_end_before_the_month_of_the_day() -> None:
    assert whole_months(DAY, 12, 0) == (date(2023, 6, 1), date(2024, 6, 1))
    assert whole_months(DAY, 12, 12) == (date(2022, 6, 1), date(2023, 6, 1))
