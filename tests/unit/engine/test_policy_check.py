"""`policy check` finds every fault of a pack, with file and line."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.engine.tables import facts

from shouwang.engine import EngineError, ParameterValue, load_pack, read_pack, screen
from shouwang.engine.language import parse
from shouwang.engine.model import Column, Constant, Expression, Kind

DAY = date(2024, 6, 30)


def write(folder: Path, **sections: str) -> Path:
    (folder / "pack.yaml").write_text("name: mine\nextends: cn\n", encoding="utf-8")
    for section, text in sections.items():
        (folder / f"{section}.yaml").write_text(text, encoding="utf-8")
    return folder


RULE = """
mine:
  label: {zh: x, en: x}
  version: 1
  severity: 1
  source: test
  explain: {zh: x, en: x}
  when: WHEN
  evidence: [size]
"""


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("net_fen < siz", "unknown name siz (at character 11)"),
        ("net_fen", "gives a whole number, not a yes or no"),
        ("net_fen < house_grade", "cannot compare a whole number with a code (at character 1)"),
        ("house_grade == 'E'", "house_grade has no code 'E' (at character 1)"),
        ("house_grade > 'A'", "codes have no order: use ==, != or in (at character 1)"),
        ("net_fen / 2 > 1", "use + - * // on whole numbers (at character 1)"),
        ("net_fen > 1.5", "1.5 is neither whole number, text nor True/False (at character 11)"),
        ("__import__('os')", "unknown function __import__ (at character 1)"),
        ("[x for x in y]", "ListComp is not part of the language (at character 1)"),
        ("size.real > 1", "Attribute is not part of the language (at character 1)"),
        ("mine", "defined by itself: mine → mine"),
        ("net_fen <", "not an expression: 'net_fen <'"),
    ],
)
def test_a_faulty_condition(tmp_path: Path, condition: str, reason: str) -> None:
    _, findings = read_pack(write(tmp_path, rules=RULE.replace("WHEN", f'"{condition}"')))
    assert [str(found) for found in findings] == [f"{tmp_path}/rules.yaml:8: mine: {reason}"]


VALUE = "monitoring_line:\n  values:\n"


@pytest.mark.parametrize(
    ("values", "findings"),
    [
        (
            "    - {region: '36', from: 2024-01-01, to: 2024-07-01, yuan: 1, source: x}\n"
            "    - {region: '36', from: 2024-06-30, yuan: 1, source: x}\n",
            ["4: monitoring_line of region '36': overlaps {file}:3"],
        ),
        (
            "    - {region: '36', year: 2024, yuan: 1}\n",
            ["3: a value of monitoring_line cites neither document nor source"],
        ),
        (
            "    - {region: '36a', year: 2024, yuan: 1, source: x}\n",
            ["3: region '36a' is not a prefix: a text of up to 12 digits"],
        ),
        (
            "    - {region: '36', from: 2024-01-01, to: 2024-01-01, yuan: 1, source: x}\n",
            ["3: to must be a date after from"],
        ),
        (
            "    - {region: '36', year: 2024, yuan: 1.005, source: x}\n",
            ["3: yuan must be whole (fen), up to 1000000000000"],
        ),
        (
            "    - {region: '36', year: 2024, yaun: 1, source: x}\n",
            ["3: give either value or yuan", "3: unknown entry yaun"],
        ),
    ],
)
def test_a_faulty_value(tmp_path: Path, values: str, findings: list[str]) -> None:
    _, found = read_pack(write(tmp_path, parameters=VALUE + values))
    file = f"{tmp_path}/parameters.yaml"
    assert [str(finding) for finding in found] == [
        f"{file}:{text.format(file=file)}" for text in findings
    ]


def test_a_name_written_twice(tmp_path: Path) -> None:
    _, found = read_pack(write(tmp_path, rules="income_drop: {}\nincome_drop: {}\n"))
    assert str(found[0]) == f"{tmp_path}/rules.yaml:2: income_drop is written twice"


def test_the_packaged_pack_has_no_faults() -> None:
    assert read_pack("cn")[1] == []


def test_every_parameter_value_of_the_pack_cites_a_source() -> None:
    values = [v for p in load_pack("cn").parameters.values() for v in p.values]
    assert [value for value in values if not value.source] == []


def test_a_rule_can_be_switched_off(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path, rules="income_below_line: {enabled: false, source: x}\n"))
    assert screen(facts(), pack, DAY).clues["rule"].to_list() == [
        "rigid_spending",
        "village_bottom",
    ]


def test_the_longest_prefix_wins_over_the_extending_pack(tmp_path: Path) -> None:
    values = "    - {region: '360781', year: 2024, yuan: 9000, source: x}\n"
    values += "    - {region: '36', year: 2024, yuan: 7000, source: x}\n"
    pack = load_pack(write(tmp_path, parameters=VALUE + values))
    found = [pack.resolve("monitoring_line", code, DAY).value for code in ("360781", "360100")]
    assert found == [900000, 700000]


def test_a_county_enters_its_own_value() -> None:
    own = ParameterValue("monitoring_line", "360781", 123, date(2022, 1, 1), document="d")
    pack = load_pack("cn").with_values([own])
    assert pack.resolve("monitoring_line", "360781100200", date(2022, 6, 30)).value == 123
    with pytest.raises(EngineError):
        pack.resolve("monitoring_line", "360100", date(2022, 6, 30))


def test_deep_nesting_is_refused_not_crashed() -> None:
    scope: dict[str, Expression] = {"a": Column("a", Kind.NUMBER)}
    with pytest.raises(EngineError):
        parse("(" * 5000 + "a" + ")" * 5000, scope)


def test_constants_have_their_kind() -> None:
    assert parse("True", {}) == Constant(True)
