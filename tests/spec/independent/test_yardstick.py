"""The benchmark's hand-written plan gives the same clues as the plain reading of the standard."""

import datetime as dt
import json
from pathlib import Path

import pytest

from ...bench.yardstick import SEVERITY, Setting, clues
from .oracle import MONITORING_LINE, RULES, RURAL_INCOME, screen
from .random_facts import Format, random_facts, write_facts
from .reading import Row

DATES = [
    *(dt.date(2023, 1, 1), dt.date(2023, 2, 28), dt.date(2023, 3, 1), dt.date(2023, 10, 31)),
    *(dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2024, 6, 30), dt.date(2024, 12, 31)),
]


@pytest.mark.parametrize("form", ["parquet", "parts"])
@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_the_yardstick_equals_the_oracle(tmp_path: Path, as_of: dt.date, form: Format) -> None:
    facts = random_facts(as_of.toordinal(), as_of)
    setting = Setting(
        facts=write_facts(facts, tmp_path / "facts", form),
        as_of=as_of,
        line_fen=MONITORING_LINE["36"][as_of.year] * 100,
        rural_income_fen=RURAL_INCOME["36"][as_of.year - 1] * 100,
    )

    assert from_yardstick(setting) == screen(facts, as_of).clues


def test_the_random_facts_fire_every_rule() -> None:
    as_of = dt.date(2024, 6, 30)
    fired = {
        clue["rule"] for seed in range(3) for clue in screen(random_facts(seed, as_of), as_of).clues
    }

    assert fired == set(RULES) == set(SEVERITY)


def from_yardstick(setting: Setting) -> list[Row]:
    """The yardstick's rows as the oracle writes them."""
    rows = clues(setting).drop("rule_version").to_dicts()
    return [row | {"evidence": json.loads(row["evidence"])} for row in rows]
