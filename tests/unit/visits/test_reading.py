"""`policy check` reads visit forms: every fault with file and line."""

from datetime import date
from pathlib import Path

import pytest

from shouwang.policies.queries import packaged
from shouwang.watch.visits.errors import FormUnknown
from shouwang.watch.visits.reading import VisitForms, read_forms

SMALL = """\
small:
  title: {zh: 小表, en: small}
  from: 2024-01-01
  source: test
  evidence: home_visit
  visitors: follow_up_visitors
  outcome: outcome
  sections:
    one:
      title: {zh: 一, en: one}
      questions:
        well: {label: {zh: 好, en: well}, type: yes_no, required: true}
        size: {label: {zh: 人口, en: size}, type: number, unit: {zh: 人, en: persons}, known: size}
        why: {label: {zh: 为何, en: why}, type: text, asked_if: {well: false, size: {least: 2}}}
        outcome: {label: {zh: 结论, en: end}, type: choice, list: visit_outcomes, required: true}
"""


def read(folder: Path, text: str) -> tuple[VisitForms, list[str]]:
    (folder / "pack.yaml").write_text("name: small\nversion: '1'\n", encoding="utf-8")
    (folder / "visit_forms.yaml").write_text(text, encoding="utf-8")
    forms, findings = read_forms(folder, packaged())
    return forms, [str(one).removeprefix(f"{folder}/visit_forms.yaml:") for one in findings]


def test_the_shipped_forms_are_sound():
    forms, findings = read_forms("cn", packaged())
    assert findings == []
    assert forms.keys == ("home_verification", "follow_up", "look_back", "exit_check")


def test_the_small_form_is_sound(tmp_path):
    forms, findings = read(tmp_path, SMALL)
    assert findings == []
    assert [one.key for one in forms.entries[0].form.questions] == [
        "well", "size", "why", "outcome",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("from: 2024-01-01", "from: soon", "3: from must be a date such as 2024-01-01"),
        ("  source: test\n", "", "1: form small cites neither document nor source"),
        ("follow_up_visitors", "nobody", "6: unknown parameter nobody"),
        (
            "visitors: follow_up_visitors",
            "visitors: exit_notice_days",
            "6: parameter exit_notice_days is in days, not in count",
        ),
        ("evidence: home_visit", "evidence: hearsay", "5: unknown evidence hearsay"),
        ("outcome: outcome", "outcome: well", "7: outcome names a required question with a choice"),
        ("type: yes_no", "type: maybe", "12: question well: type is one of yes_no, choice, number,"
         " yuan, day, text, long_text, photo"),
        ("known: size", "known: hat_size", "13: question size: nothing known as hat_size"),
        ("known: size", "known: wage", "13: question size: wage is yuan, not number"),
        ("unit: {zh: 人, en: persons}, ", "", "13: unit needs zh and en texts"),
        ("{well: false", "{ill: false", "14: question why: asked_if names ill,"
         " which is not asked before"),
        ("{well: false", "{well: green", "14: question why: well is never green"),
        ("{least: 2}", "2", "14: question why: a condition on the number size is {least: n}"),
        ("list: visit_outcomes", "list: nowhere", "15: question outcome: unknown list nowhere"),
    ],
)  # fmt: skip
def test_a_fault_is_found_on_its_line(tmp_path, before, after, finding):
    assert before in SMALL
    _, findings = read(tmp_path, SMALL.replace(before, after, 1))
    assert finding in findings


def test_a_region_and_a_later_day_win(tmp_path):
    own = SMALL.replace("small:", "small_36:").replace("  source", "  form: small\n  source")
    own = own.replace("小表", "江西小表").replace("  from", '  region: "36"\n  from')
    forms, findings = read(tmp_path, SMALL + own)
    assert findings == []
    titles = [
        forms.resolve("small", place, date(2024, 6, 30)).form.title["zh"]
        for place in ("360781100201", "620101000000")
    ]
    assert titles == ["江西小表", "小表"]
    with pytest.raises(FormUnknown):
        forms.resolve("small", "36", date(2023, 12, 31))
