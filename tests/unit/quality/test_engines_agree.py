"""The rules of data quality: each case passes; both engines find the same on random dossiers."""

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine import Facts, load_pack, read_pack
from shouwang.engine.errors import MissingParameter
from shouwang.engine.facts.dossier import DOSSIER
from shouwang.engine.facts.reading import standard_type
from shouwang.engine.facts.standard import ColumnSpec, Role
from shouwang.engine.inspecting import ENGINES, inspect
from shouwang.engine.pack.cases import read_cases
from shouwang.engine.trials import run_cases
from shouwang.people.rules import Kind
from shouwang.watch.quality import rules
from shouwang.watch.quality.queries.policy import parameters_of, without

PACK = load_pack("cn/quality")
OWN = [rule for rule in PACK.rules.values() if not rule.inherited]
ON = date(2024, 6, 30)
VILLAGES = ("360781100201", "360781100202")


def test_nothing_is_wrong_with_the_pack_or_its_cases():
    assert read_pack("cn/quality")[1] == []
    assert read_cases("cn/quality", PACK)[1] == []
    failed = [one for one in run_cases("cn/quality", PACK, ENGINES) if not one.passed]
    assert failed == []


def test_every_rule_in_use_has_a_case_that_fires_and_one_that_does_not():
    cases, _ = read_cases("cn/quality", PACK)
    tried = {(case.rule, case.fires) for case in cases}
    wanted = {(rule.name, fires) for rule in OWN if rule.enabled for fires in (True, False)}
    assert wanted - tried == set()


def test_every_rule_names_who_answers_and_where_it_comes_from():
    assert {rule.duty for rule in OWN} <= {kind.value for kind in Kind}
    assert [rule.name for rule in OWN if not rule.source] == []


def test_a_rule_that_is_not_in_use_says_why():
    assert [rule.name for rule in OWN if not rule.enabled and not rule.note] == []


def test_only_the_look_for_equal_numbers_speaks_of_other_households():
    assert rules.looks_across(PACK) == {"identity_repeated"}


def test_rules_without_their_parameter_are_switched_off_and_named():
    with pytest.raises(MissingParameter):
        inspect(dossiers(random.Random(1)), PACK, date(2022, 6, 30))
    pack, left_out = without(PACK, "monitoring_line")
    assert left_out == {"income_unmonitored", "removed_below_line"}
    assert "monitoring_line" in parameters_of(PACK, "income_unmonitored")
    assert inspect(dossiers(random.Random(1)), pack, date(2022, 6, 30)).height > 0


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_both_engines_find_the_same(seed):
    facts = dossiers(random.Random(seed))
    quick, slow = (inspect(facts, PACK, ON, engine=engine) for engine in ENGINES)
    assert quick.to_dicts() == slow.to_dicts()


def dossiers(draw: random.Random) -> Facts:
    """Some households with members and facts, most of them odd."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in DOSSIER.tables}
    for number in range(draw.randint(1, 8)):
        home = f"H{number}"
        rows["households"].append(_row(draw, "households", household_id=home))
        for member in range(draw.randint(0, 4)):
            ids = {"household_id": home, "person_id": f"{home}-{member}"}
            rows["persons"].append(_row(draw, "persons", **ids))
        for name in ("income", "housing", "water", "land"):
            count = draw.randint(0, 3)
            rows[name] += [_row(draw, name, household_id=home) for _ in range(count)]
    frames = {name: _frame(name, own) for name, own in rows.items()}
    return Facts.from_tables(frames, standard=DOSSIER)


def _row(draw: random.Random, table: str, **ids: str) -> dict[str, Any]:
    spec = DOSSIER.tables[table]
    return {**{column.name: _value(draw, column) for column in spec.columns}, **ids}


def _value(draw: random.Random, column: ColumnSpec) -> Any:
    if column.nullable and draw.random() < 0.3:
        return None
    if column.role is Role.CODE:
        return draw.choice(column.codes)
    day = ON - timedelta(days=draw.randint(-40, 900))
    values: dict[Role, Any] = {
        Role.REGION: draw.choice(VILLAGES),
        Role.FLAG: draw.random() < 0.5,
        Role.DAY: day,
        Role.MONTH: day.replace(day=1),
        Role.GRADE: draw.randint(0, 4),
        Role.AMOUNT: draw.choice([0, 100, 20_000, 300_100, 900_000, 30_000_100]),
        Role.NUMBER: draw.choice([0, 1, 2, 3, 18, 20, 22, 100, 5_001]),
    }
    return values.get(column.role)


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {
        column.name: pl.String() if column.role is Role.CODE else standard_type(column)
        for column in DOSSIER.tables[name].columns
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
