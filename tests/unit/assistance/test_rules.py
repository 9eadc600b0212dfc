"""What stands against a measure, and when the price subsidy starts."""

from datetime import date

import pytest

from shouwang.watch.assistance import rules
from shouwang.watch.assistance.rules import Delivery, Draft, Prices

ON = date(2024, 7, 1)
KINDS = ["health", "industry"]


def draft(**given):
    plain = {
        "kind": "health",
        "title": "医疗救助",
        "responsible": "medical_insurance",
        "money": "medical_fund",
        "start_on": ON,
        "amount_fen": 100_000,
    }
    return Draft(**{**plain, **given})


def codes(findings):
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"kind": "gone"}, ["kind_unknown"]),
        ({"title": " "}, ["title_missing"]),
        ({"amount_fen": -1}, ["amount_negative"]),
        ({"amount_fen": 50_000_001}, ["amount_absurd"]),
        ({"expected_fen": 50_000_001}, ["amount_absurd"]),
        ({"start_on": date(2204, 7, 1)}, ["start_absurd"]),
        ({"responsible": "", "money": ""}, ["responsible_missing", "money_missing"]),
    ],
)
def test_what_stands_against_planning(given, found):
    findings = rules.plannable(draft(**given), kinds=KINDS, most_fen=50_000_000, on=ON)
    assert codes(findings) == found


@pytest.mark.parametrize(
    ("state", "proved", "day", "found"),
    [
        ("planned", True, ON, []),
        ("planned", False, ON, ["proof_missing"]),
        ("planned", True, date(2024, 7, 2), ["delivered_later"]),
        ("delivered", True, ON, ["measure_delivered"]),
        ("ended", True, ON, ["measure_ended"]),
    ],
)
def test_what_stands_against_delivering(state, proved, day, found):
    findings = rules.deliverable(
        Delivery(day, 1, 1), state=state, proved=proved, most_fen=50_000_000, on=ON
    )
    assert codes(findings) == found


def test_what_was_delivered_can_be_ended_with_a_reason_only():
    assert codes(rules.endable("delivered", "农户自愿放弃")) == []
    assert codes(rules.endable("planned", " ")) == ["reason_missing"]
    assert codes(rules.endable("ended", "再来")) == ["measure_ended"]


@pytest.mark.parametrize(
    ("cpi", "food", "paid"),
    [(29, None, False), (30, None, True), (10, 60, True), (None, 59, False), (None, None, False)],
)
def test_the_subsidy_starts_by_either_index(cpi, food, paid):
    assert rules.starts(Prices(cpi, food, 30, 60)) is paid


@pytest.mark.parametrize(
    ("base", "cpi", "each"), [(60_000, 30, 1_800), (60_050, 30, 1_802), (10_000, 30, 1_000)]
)
def test_the_amount_a_person(base, cpi, each):
    assert rules.subsidy_each(base, cpi, 1_000) == each
