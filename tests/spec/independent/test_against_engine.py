"""The engine gives the clues of the plain reading, number for number, and refuses what it refuses.

The oracle beside this file was written from the standard alone; where the two differ, the text of
the standard decides.
"""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shouwang.engine import EngineError, Screening, load_pack, read_facts
from shouwang.engine import screen as screen_facts

from .broken_facts import Broken, cases, valid_facts
from .oracle import MONITORING_LINE, Yearly, screen
from .oracle import Screening as Expected
from .random_facts import FORMATS, random_facts, write_facts
from .reading import Row

PACK = load_pack("cn")
START, DAYS = dt.date(2023, 1, 1), 731
EDGES = [dt.date(2023, 2, 28), dt.date(2023, 3, 1), dt.date(2024, 2, 29), dt.date(2024, 12, 31)]


def day_of(seed: int) -> dt.date:
    """A day of 2023 or 2024, the borders of leap years first."""
    if seed < len(EDGES):
        return EDGES[seed]
    return START + dt.timedelta(days=random.Random(seed).randrange(DAYS))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("engine", ["polars", "python"])
def test_the_engine_equals_the_oracle(tmp_path: Path, engine: str, seed: int) -> None:
    as_of = day_of(seed)
    facts = random_facts(seed, as_of, households=80)
    directory = write_facts(facts, tmp_path / "facts", FORMATS[seed % len(FORMATS)])

    found = screen_facts(read_facts(directory), PACK, as_of, engine=engine)

    assert_same(found, screen(facts, as_of))


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_spark_equals_the_oracle(tmp_path: Path, seed: int) -> None:
    as_of = day_of(seed)
    facts = random_facts(seed, as_of, households=200)
    directory = write_facts(facts, tmp_path / "facts", FORMATS[seed % len(FORMATS)])

    found = screen_facts(read_facts(directory), PACK, as_of, engine="spark")

    assert_same(found, screen(facts, as_of))


@pytest.mark.parametrize("engine", ["polars", "python"])
@pytest.mark.parametrize("region", ["36", "3607", "360781100", "360730001205", "44"])
def test_a_region_is_screened_as_if_it_were_alone(tmp_path: Path, engine: str, region: str) -> None:
    as_of = dt.date(2024, 6, 30)
    facts = random_facts(99, as_of)
    directory = write_facts(facts, tmp_path / "facts")

    found = screen_facts(read_facts(directory), PACK, as_of, engine=engine, region=region)

    assert_same(found, screen(facts, as_of, region))


@pytest.mark.parametrize("engine", ["polars", "python"])
def test_an_empty_household_needs_no_parameters(tmp_path: Path, engine: str) -> None:
    """It is not screened, so no line is missed where only empty households live."""
    as_of, facts = dt.date(2024, 6, 30), valid_facts()
    empty = facts["households"][0] | {"household_id": "h9", "region": "440000000001"}
    facts["households"].append(empty)
    directory = write_facts(facts, tmp_path / "facts")

    assert_same(
        screen_facts(read_facts(directory), PACK, as_of, engine=engine), screen(facts, as_of)
    )


OVERRIDES: Yearly = {"36078": {2024: 9000}, "360781101": {2022: 7000, 2024: 4000}}


@pytest.mark.parametrize("engine", ["polars", "python"])
def test_a_pack_that_extends_cn_overrides_by_region_and_date(tmp_path: Path, engine: str) -> None:
    as_of = dt.date(2024, 6, 30)
    facts = random_facts(11, as_of)
    directory = write_facts(facts, tmp_path / "facts")

    found = screen_facts(
        read_facts(directory), load_pack(extended(tmp_path / "policy")), as_of, engine=engine
    )

    assert_same(found, screen(facts, as_of, lines={**MONITORING_LINE, **OVERRIDES}))


def extended(directory: Path) -> Path:
    """A pack over `cn` with lines of its own for a county and a township."""
    values = [
        f'    - {{region: "{region}", year: {year}, yuan: {yuan}, document: test}}\n'
        for region, years in OVERRIDES.items()
        for year, yuan in years.items()
    ]
    directory.mkdir()
    (directory / "pack.yaml").write_text('name: county\nversion: "1"\nextends: cn\n')
    text = "monitoring_line:\n  values:\n" + "".join(values)
    (directory / "parameters.yaml").write_text(text)
    return directory


@pytest.mark.parametrize("engine", ["polars", "python"])
@pytest.mark.parametrize("broken", list(cases()), ids=lambda case: case.name)
def test_the_engine_refuses_the_same_faults(tmp_path: Path, engine: str, broken: Broken) -> None:
    directory = broken.write(tmp_path / "facts")

    with pytest.raises(EngineError) as refused:
        screen_facts(read_facts(directory), PACK, dt.date(2024, 6, 30), engine=engine)

    details = refused.value.details
    row = details.get("row") if broken.row else None
    assert (details.get("table"), row) == (broken.table, broken.row)


def test_the_valid_facts_behind_the_broken_ones_are_accepted(tmp_path: Path) -> None:
    directory = write_facts(valid_facts(), tmp_path / "facts")

    found = screen_facts(read_facts(directory), PACK, dt.date(2024, 6, 30))

    assert_same(found, screen(valid_facts(), dt.date(2024, 6, 30)))


@pytest.mark.parametrize("engine", ["polars", "python"])
@pytest.mark.parametrize("year", [2020, 2022, 2025])
def test_a_year_without_a_line_stops_the_engine(tmp_path: Path, engine: str, year: int) -> None:
    facts = read_facts(write_facts(random_facts(7, dt.date(2024, 6, 30), 20), tmp_path / "facts"))
    day = dt.date(year, 6, 30)

    with pytest.raises(EngineError) as refused:
        screen_facts(facts, PACK, day, engine=engine)

    details = refused.value.details
    assert (details["name"], details["on"], details["region"][:2]) == (
        "monitoring_line",
        day.isoformat(),
        "36",
    )


def assert_same(found: Screening, expected: Expected) -> None:
    rows = [comparable(row) for row in found.clues.drop("rule_version").to_dicts()]

    assert differing(rows, expected.clues) == []
    assert rows == expected.clues
    assert found.households == len(expected.screened)
    assert sorted(f.household_id for f in found.findings) == sorted(expected.without_members)
    assert found.clues.schema["as_of"] == pl.Date


def comparable(row: Row) -> Row:
    return row | {"evidence": json.loads(row["evidence"])}


def differing(found: list[Row], expected: list[Row]) -> list[tuple[str, Any, Any]]:
    """The few first clues that only one side has or that both have with different content."""
    left, right = ({(r["household_id"], r["rule"]): r for r in rows} for rows in (found, expected))
    keys = sorted(left.keys() | right.keys())
    pairs = ((f"{k[0]} {k[1]}", left.get(k), right.get(k)) for k in keys)
    return [pair for pair in pairs if pair[1] != pair[2]][:5]
