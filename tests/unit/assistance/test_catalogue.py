"""The catalogue of measures: sound, complete, and every fault named with file and line."""

from datetime import date

import pytest

from shouwang.engine import load_pack, read_pack
from shouwang.engine.inspecting import ENGINES
from shouwang.engine.pack.cases import read_cases
from shouwang.engine.pack.layers import find_directory
from shouwang.engine.trials import run_cases
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.catalogue import read_catalogue

PACK = load_pack("cn/assistance")


def test_nothing_is_wrong_with_the_pack_its_catalogue_or_its_cases():
    assert read_pack("cn/assistance")[1] == []
    assert read_catalogue(PACK)[1] == []
    assert read_cases("cn/assistance", PACK)[1] == []
    assert [one for one in run_cases("cn/assistance", PACK, ENGINES) if not one.passed] == []


def test_every_rule_of_plans_has_a_case_that_fires_and_one_that_does_not():
    cases, _ = read_cases("cn/assistance", PACK)
    tried = {(case.rule, case.fires) for case in cases}
    wanted = {(name, fires) for name in policy.catalogue().filters for fires in (True, False)}
    assert wanted - tried == set()


def test_all_fourteen_kinds_have_a_measure():
    kinds = policy.catalogue().kinds
    assert len(kinds) == 14
    assert [kind for kind in kinds if not policy.catalogue().of_kind(kind)] == []


def test_every_risk_has_a_measure():
    measures = policy.catalogue().measures.values()
    fitting = {risk for one in measures for risk in one.risks}
    assert fitting == set(policy.catalogue().risks)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("kind: industri", "industry_award_measure: unknown kind industri"),
        ("risks: [drought]", "industry_award_measure: unknown risk drought"),
        ("money: lottery", "industry_award_measure: unknown money lottery"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, wrong, reason):
    key = wrong.partition(":")[0]
    place = find_directory("cn/assistance")
    for path in place.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    codes = (tmp_path / "codes.yaml").read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(codes) if text.startswith(f"    {key}:"))
    codes[line] = f"    {wrong}"
    (tmp_path / "codes.yaml").write_text("\n".join(codes), encoding="utf-8")
    findings = read_catalogue(read_pack(tmp_path)[0])[1]
    assert [(one.line, one.reason) for one in findings] == [(line + 1, reason)]


def test_risks_are_known_by_the_words_of_the_registry():
    words = ["因病", "因自然灾害", "因自然灾害（洪涝）", "从没有听说过"]
    assert [policy.risk_code(word) for word in words] == [
        "illness",
        "disaster",
        "disaster",
        "other",
    ]


def test_the_era_depends_on_the_day():
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2026, 1, 1)]
    assert [policy.era_on(day) for day in days] == ["registration", "transition", "regular"]
