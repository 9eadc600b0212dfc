"""What the policy says: suggestions with their reasons, and what the rules of plans watch for."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories, factories_assistance

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
ON = factories_assistance.ON
PLACE = RegionCode.of("360781")


def rules(found):
    return [(one.household, one.rule) for one in found]


def test_measures_fit_by_risk_and_facts(home):
    said = queries.advice(home, ON)
    assert said.risks == ("illness",)
    fitting = {one.entry.name: one for one in said.suggestions if one.fits}
    relief = fitting["medical_relief_measure"]
    assert (relief.amount_fen, relief.risks) == (500_000, ("illness",))
    assert relief.because == (
        "近365天全家医疗自付 15\u202f000 元，超过救助起付线，按比例可救助约 5\u202f000 元。"
    )
    assert fitting["temporary_relief"].most_fen == 1_000_000
    assert "school_return" not in {one.entry.name for one in said.suggestions}  # no such risk
    (lacking,) = [one for one in said.suggestions if one.entry.name == "collective_dividend"]
    assert (lacking.fits, lacking.missing) == (False, "有劳动力的户应先安排自己发展产业")


def test_without_a_risk_on_record_clues_tell_it():
    home = factories.household()
    factories.member(home)
    factories.clue(home, factories.screening_run(), rule="school_dropout")
    assert queries.risks_of(home, ON) == ("schooling",)


def test_advice_is_a_fixed_number_of_statements(home):
    with CaptureQueriesContext(connection) as few:
        queries.advice(home, ON)
    for number in range(3):
        factories.spending(home, spent_on=date(2024, 3, 1 + number))
    with CaptureQueriesContext(connection) as more:
        queries.advice(home, ON)
    assert (len(few), len(more)) == (3, 3)


def test_a_plan_is_owed_then_late(home):
    assert rules(queries.watched(PLACE, date(2024, 6, 11))) == [("H1", "plan_owed")]
    assert rules(queries.watched(PLACE, date(2024, 6, 12))) == [("H1", "plan_late")]
    assert rules(queries.watched(PLACE, ON)) == [("H1", "plan_late")]
    assert rules(queries.watched(PLACE, date(2024, 7, 2))) == [
        ("H1", "measure_missing"),
        ("H1", "plan_late"),
    ]
    assert queries.watched(PLACE, date(2024, 5, 31)) == []


def test_what_is_planned_and_delivered_settles_it(home):
    plan = factories_assistance.plan(home)
    late = factories_assistance.measure(plan, start_on=date(2024, 7, 5))
    assert rules(queries.watched(PLACE, date(2024, 7, 10))) == [
        ("H1", "measure_missing"),
        ("H1", "measures_overdue"),
    ]
    late.state, late.delivered_on = "delivered", date(2024, 7, 8)
    late.proof = factories_assistance.paper(home)
    late.save()
    assert queries.watched(PLACE, date(2024, 7, 10)) == []
    assert rules(queries.watched(PLACE, date(2025, 1, 10))) == [("H1", "productive_missing")]


def test_who_was_removed_since_is_not_watched(home):
    factories_assistance.approved(home, date(2024, 6, 30), procedure="risk_removal")
    assert queries.watched(PLACE, ON) == []


def test_two_statements_however_many_households(home):
    with CaptureQueriesContext(connection) as one:
        queries.watched(PLACE, ON)
    for _ in range(2):
        more = factories.household()
        factories.member(more)
        factories_assistance.approved(more, date(2024, 6, 1))
    with CaptureQueriesContext(connection) as three:
        assert len({one.household for one in queries.watched(PLACE, ON)}) == 3
    assert (len(one), len(three)) == (2, 2)
