"""`policy check` proves procedures sound: every fault with file and line."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.procedures.small import PACK, SMALL, write

from shouwang.people.rules import Kind
from shouwang.procedures.errors import ProcedureNotInForce, ProcedureUnknown
from shouwang.procedures.reading import read_procedures

DUTIES = tuple(kind.value for kind in Kind)


def findings_of(folder: Path, text: str) -> list[str]:
    _, findings = read_procedures(write(folder, text), PACK, DUTIES)
    return [str(one).removeprefix(f"{folder}/procedures.yaml:") for one in findings]


def test_the_shipped_procedures_are_sound():
    procedures, findings = read_procedures("cn", PACK, DUTIES)
    assert findings == []
    assert sorted(procedures.keys) == [
        "appeal", "certification", "conduct", "monitored_identification", "poverty_exit",
        "rectification", "rectification_county", "rectification_township", "removal_for_cause",
        "report_handling", "risk_removal", "seven_step_identification", "task", "task_county",
        "task_department", "task_township",
    ]  # fmt: skip


def test_the_small_procedure_is_sound(tmp_path):
    assert findings_of(tmp_path, SMALL) == []


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("from: 2024-01-01", "from: soon", "4: from must be a date such as 2024-01-01"),
        ("  source: test\n", "", "2: procedure small cites neither document nor source"),
        ("start: visit", "start: home", "6: unknown step home"),
        ("duty: village_cadre", "duty: mayor", "8: unknown duty mayor"),
        (
            "{days: identification_notice_days}",
            "{days: nothing}",
            "12: unknown parameter nothing",
        ),
        (
            "{days: identification_notice_days}",
            "{days: review_quorum_part}",
            "12: parameter review_quorum_part is in count, not in days",
        ),
        (
            "{days: identification_notice_days}",
            "5",
            "12: notice must be {working_days: NAME} or {days: NAME}",
        ),
        (
            "evidence: home_visit, signers",
            "evidence: photo, signers",
            "19: unknown evidence photo: name it in evidence_kinds",
        ),
        ("kind: green", "kind: fast", "20: kind must be one of "),
        ("from: check, to: notice", "from: chekc, to: notice", "25: unknown step chekc"),
        (", resumes: true", ", resume: true", "25: unknown entry resume"),
        ("[[verify, approve]]", "[[verify, aprove]]", "37: unknown transition aprove"),
        ("[[verify, approve]]", "[[verify]]", "37: small: apart needs at least two transitions"),
        ("owner: county, clock", "clock", "13: small: step check has no owner"),
        (
            "until: listed, owner: county,",
            "until: listed,",
            "35: small: deadline whole has no owner",
        ),
        (
            "from: check, to: notice, by: county, resumes: true",
            "from: check, to: approval, by: county",
            "12: small: notice notice can be skipped: verify → object → resume → approve",
        ),
        (
            "from: visit, to: notice, by: county,\n      defers: home_visit",
            "from: visit, to: listed, by: county,\n      defers: home_visit",
            "12: small: notice notice can be skipped: hurry",
        ),
        (
            "clock: stopped",
            "clock: running",
            "24: small: transition object is an objection and its check does not stop the clock",
        ),
        (
            "kind: rollback, from: listed",
            "from: listed",
            "33: small: transition undo leaves a final step and is no rollback",
        ),
        ("kind: green, ", "", "20: small: transition hurry puts off papers and is not green"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, before, after, finding):
    assert before in SMALL
    found = findings_of(tmp_path, SMALL.replace(before, after, 1))
    assert [one[: len(finding)] for one in found][:1] == [finding]


def test_a_step_without_a_way_in_and_one_without_a_way_out(tmp_path):
    lonely = "    lost: {label: {zh: 丢, en: lost}, owner: county}\n  transitions:"
    assert findings_of(tmp_path, SMALL.replace("  transitions:", lonely, 1)) == [
        "17: small: step lost cannot be reached from visit",
        "17: small: step lost is a dead end: no final step follows from it",
    ]


OVERLAY = """
quick:
  extends: small
  region: "36"
  from: 2024-06-01
  source: test
  steps:
    visit: {within: {days: identification_take_up_days}}
    check: {owner: village}
  transitions:
    hurry:
"""


def test_an_overlay_changes_what_it_names_and_an_empty_entry_takes_away(tmp_path):
    folder = write(tmp_path, SMALL + OVERLAY)
    procedures, findings = read_procedures(folder, PACK, DUTIES)
    assert findings == []
    before = procedures.resolve("small", "360781", date(2024, 5, 31)).declaration
    after = procedures.resolve("small", "360781", date(2024, 6, 1)).declaration
    elsewhere = procedures.resolve("small", "62", date(2024, 6, 1)).declaration
    assert (before, elsewhere) == (before, before)
    assert set(before.transitions) - set(after.transitions) == {"hurry"}
    assert (after.steps["check"].owner, after.steps["check"].stopped) == ("village", True)
    assert after.deadlines["visit"].span.parameter == "identification_take_up_days"


def test_what_does_not_hold_is_said():
    procedures, _ = read_procedures("cn", PACK)
    with pytest.raises(ProcedureNotInForce, match=r"poverty_exit.*360781.*2021-01-01"):
        procedures.resolve("poverty_exit", "360781", date(2021, 1, 1))
    with pytest.raises(ProcedureUnknown, match="nothing"):
        procedures.resolve("nothing", "360781", date(2024, 1, 1))


def test_the_limits_of_gansu_and_jiangxi_lie_over_the_national_ones():
    procedures, _ = read_procedures("cn", PACK)
    limits = {}
    for region in ("36", "62", "51"):
        declared = procedures.resolve("monitored_identification", region, date(2024, 1, 1))
        limits[region] = {
            key: PACK.resolve(deadline.span.parameter, region, date(2024, 1, 1)).value
            for key, deadline in declared.declaration.deadlines.items()
        }
    common = {"taking_up": 2, "objection_check": 5, "whole": 20}
    assert limits == {
        "36": {**common, "verification": 3, "information_check": 5, "village_review": 5},
        "62": {**common, "verification": 5, "review_to_approval": 15},
        "51": common,
    }


def test_two_regulations_of_one_day_overlap_and_a_circle_is_named(tmp_path):
    twice = SMALL + SMALL.replace("small:", "other:", 1).replace(
        "  source: test", "  source: test\n  procedure: small", 1
    )
    assert findings_of(tmp_path, twice)[0].endswith(f"other: overlaps {tmp_path}/procedures.yaml:2")
    circle = SMALL.replace("  source: test", "  source: test\n  extends: small", 1)
    assert findings_of(tmp_path, circle) == ["6: procedure small extends itself"]
