"""Polars and Spark give the oracle's clues: on the pack's cases, on random facts and policies."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.spec.random_facts import DAYS, Drawing, Policy

from shouwang.engine import Facts, Pack, load_pack, screen
from shouwang.engine.pack.cases import read_cases
from shouwang.engine.trials import engines_here, run_cases

SEEDS = st.integers(0, 2**32)
RELAXED = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
PACK = load_pack("cn")


def assert_equal(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    assert found.to_dicts() == expected.to_dicts()


def assert_alone_equal(facts: Facts, pack: Pack, day: date, expected: pl.DataFrame) -> None:
    """Two households with clues and one of any kind, each screened alone among all."""
    ids = facts.table("households").collect()["household_id"].sort()
    with_clues = expected["household_id"].unique().sort()
    for own in {*with_clues.head(1), *with_clues.tail(1), *ids.head(1)}:
        found = screen(facts, pack, day, household=own)
        assert_equal(found.clues, expected.filter(pl.col("household_id") == own))


@RELAXED
@given(seed=SEEDS, day=st.sampled_from(DAYS))
def test_random_facts(seed: int, day: object) -> None:
    facts = Drawing(seed, day).facts()  # type: ignore[arg-type]
    oracle = screen(facts, PACK, day, engine="python")  # type: ignore[arg-type]
    found = screen(facts, PACK, day)  # type: ignore[arg-type]
    assert_equal(found.clues, oracle.clues)
    assert (found.households, found.findings) == (oracle.households, oracle.findings)
    assert_alone_equal(facts, PACK, day, oracle.clues)  # type: ignore[arg-type]


@RELAXED
@given(seed=SEEDS, day=st.sampled_from(DAYS))
@example(seed=1021, day=DAYS[1])  # a standing by an unknown value
@example(seed=1105, day=DAYS[0])
def test_random_policies(seed: int, day: object) -> None:
    facts = Drawing(seed, day).facts()  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        pack = load_pack(Policy(seed).write(Path(folder)))
    oracle = screen(facts, pack, day, engine="python")  # type: ignore[arg-type]
    assert_equal(screen(facts, pack, day).clues, oracle.clues)  # type: ignore[arg-type]
    assert_alone_equal(facts, pack, day, oracle.clues)  # type: ignore[arg-type]


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif("spark" not in engines_here(), reason="needs PySpark and Java")
@pytest.mark.parametrize("seed", [1, 2])
def test_spark_on_random_facts_and_policies(seed: int, tmp_path: Path) -> None:
    day = DAYS[seed]
    facts, pack = Drawing(seed, day).facts(), load_pack(Policy(seed).write(tmp_path / "pack"))
    assert_equal(screen(facts, pack, day, engine="spark").clues, screen(facts, pack, day).clues)


def test_every_case_of_the_pack() -> None:
    results = run_cases("cn", PACK, ["python", "polars"])
    assert [result for result in results if not result.passed] == []


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif("spark" not in engines_here(), reason="needs PySpark and Java")
def test_every_case_on_spark() -> None:
    results = run_cases("cn", PACK, ["spark"])
    assert [result for result in results if not result.passed] == []


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    cases, _ = read_cases("cn", PACK)
    outcomes = {(case.rule, case.fires) for case in cases}
    assert outcomes == {(rule, fires) for rule in PACK.rules for fires in (True, False)}
