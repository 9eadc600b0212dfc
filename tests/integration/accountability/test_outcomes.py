"""Outcomes are counted from what happened to households and findings, and from nothing else."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange
from tests import factories
from tests import factories_accountability as made
from tests.factories_procedures import opened, somebody
from tests.integration.people.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE

from shouwang.kernel.journal import Subject
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.procedures.models import Act
from shouwang.watch.accountability.errors import MonthUnreadable
from shouwang.watch.accountability.queries.outcomes import OUTCOMES, compared, latest, month_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
JULY, OTHER_VILLAGE = date(2024, 7, 1), "360781103201"
BY_KEY = {one.key: one for one in OUTCOMES}
# what tells of the use of the program and not of what happened to anybody
USE = (
    "login",
    "session",
    "registry_look",
    "journal",
    "people_",
    "procrastinate",
    "drafts",
    "messaging",
)


def counts(key, month=JULY):
    found = compared(BY_KEY[key], COUNTY, month)
    return {line.place: (line.part, line.whole) for line in found.lines if line.whole}


def test_no_outcome_reads_the_use_of_the_program():
    for outcome in OUTCOMES:
        read = {table for table in outcome.tables for word in USE if word in table}
        assert read == set(), outcome.key
        with CaptureQueriesContext(connection) as ran:
            compared(outcome, COUNTY, JULY)
        # the pack's entered values name who entered them
        asked = [one["sql"].lower() for one in ran if "policies_enteredvalue" not in one["sql"]]
        found = {word for text in asked for word in USE if word in text}
        assert found == set(), outcome.key


def test_every_table_that_a_statement_reads_is_declared():
    known = set(connection.introspection.table_names())
    for outcome in OUTCOMES:
        words = set(outcome.statement.replace("(", " ").replace(",", " ").split())
        assert words & known == set(outcome.tables), outcome.key


def test_a_month_without_data_and_townships_without_cases(divisions):
    for outcome in OUTCOMES:
        found = compared(outcome, COUNTY, JULY)
        assert (found.value, {line.judgement.value for line in found.lines}) == (None, {"too_few"})
        assert [line.place for line in found.lines] == [TOWN.code, OTHER_TOWN.code]


def test_the_last_month_that_has_data_is_found_for_every_outcome():
    on = date(2024, 12, 9)
    assert {latest(one, COUNTY, on) for one in OUTCOMES} == {None}
    made.finding(made.office(), on=date(2024, 7, 1))
    month = latest(BY_KEY["rectifications"], COUNTY, on)
    assert counts("rectifications", month) == {TOWN.code: (0, 1)}
    assert latest(BY_KEY["rectifications"], COUNTY, date(2030, 1, 1)) is None


def test_months():
    today = date(2024, 7, 15)
    assert month_of("", today) == date(2024, 6, 1)
    assert month_of("2024-02", today) == date(2024, 2, 1)
    assert month_of("2024-07", today) == date(2024, 6, 1)  # not over yet
    with pytest.raises(MonthUnreadable):
        month_of("2024-13", today)


def test_clues_that_fell_due_and_those_visited_in_time():
    run = factories.screening_run(region_code=COUNTY.code)
    on = date(2024, 6, 25)  # ten working days end on 9 July
    homes = [factories.household(region_code=VILLAGE.code) for _ in range(3)]
    for home in homes:
        factories.clue(home, run, opened_on=on)
    factories.clue(homes[0], run, opened_on=on, rule="another")
    factories.clue(factories.household(region_code=VILLAGE.code), run, opened_on=date(2024, 7, 20))
    clerk = somebody("clerk", Kind.TOWNSHIP_CLERK)
    visit(clerk, homes[0], date(2024, 7, 9))
    visit(clerk, homes[1], date(2024, 7, 10))  # a day late
    assert counts("clues") == {TOWN.code: (1, 3)}


def visit(by, home, on):
    """An act that brings a home verification."""
    case = opened(by, on, subject=Subject("household", home.number), region_code=home.region_code)
    first = Act.objects.get(case=case)
    Act.objects.create(
        id=uuid4(), case=case, region_code=case.region_code,
        sequence=2, transition="verify", from_step=first.to_step, to_step="information_check",
        by=by, role="township", at=first.at, on=on,
        evidence=[{"kind": "home_visit", "ref": "x:1"}],
    )  # fmt: skip


def test_findings_closed_in_time_without_those_struck_off():
    office, cadre = made.office(), made.cadre()
    closed, struck, open_ = (made.finding(office, on=date(2024, 5, 27)) for _ in range(3))
    for way, who in (("accept", cadre), ("hand_in", cadre), ("close", office)):
        made.moved(who, closed.case, way, on=date(2024, 6, 3))
    made.moved(cadre, struck.case, "contest", on=date(2024, 5, 28))
    made.moved(office, struck.case, "strike", on=date(2024, 5, 29))
    # thirty-five working days after 27 May end on 16 July, with the holiday of 10 June
    assert open_.case.finished_on is None
    assert counts("rectifications") == {TOWN.code: (1, 2)}
    assert counts("rectifications", date(2024, 6, 1)) == {}


def test_households_monitored_again():
    again = factories.household(region_code=VILLAGE.code)
    factories.category_period(again, during=DateRange(date(2023, 1, 1), date(2023, 12, 1)))
    factories.category_period(again, during=DateRange(date(2024, 7, 5), None))
    changed = factories.household(region_code=VILLAGE.code)  # another category, without a gap
    factories.category_period(changed, during=DateRange(date(2023, 1, 1), date(2024, 7, 5)))
    factories.category_period(changed, during=DateRange(date(2024, 7, 5), None), category="sudden")
    first = factories.household(region_code=OTHER_VILLAGE)
    factories.category_period(first, during=DateRange(date(2024, 7, 8), None))
    found = compared(BY_KEY["returned"], COUNTY, JULY)
    assert [(line.place, line.part, line.whole) for line in found.lines] == [
        (TOWN.code, 1, 1), (OTHER_TOWN.code, 0, 0),
    ]  # fmt: skip


def test_growth_of_income_of_those_monitored():
    home = factories.household(region_code=VILLAGE.code)
    factories.category_period(home)
    factories.income(home, month=date(2024, 6, 1), amount_fen=150_00)
    factories.income(home, month=date(2024, 6, 1), kind="business_cost", amount_fen=30_00)
    factories.income(home, month=date(2024, 6, 1), kind="excluded", amount_fen=999_00)
    factories.income(home, month=date(2023, 6, 1), amount_fen=100_00)
    factories.income(home, month=date(2024, 7, 1), amount_fen=500_00)  # after the window
    without = factories.household(region_code=VILLAGE.code)
    factories.category_period(without)
    factories.income(without, month=date(2024, 6, 1))
    found = compared(BY_KEY["income"], COUNTY, JULY)
    assert (found.whole, round(found.value, 6)) == (1, 20.0)


def test_only_the_county_s_own_scope_is_counted():
    office = made.office()
    made.finding(office, on=date(2024, 5, 27))
    with entered(Scope((OTHER_TOWN.prefix,))):
        assert counts("rectifications") == {}


def test_a_limit_without_value_is_said_and_not_guessed():
    # nothing is known of the years before the parameter begins
    assert compared(BY_KEY["measures"], COUNTY, date(2010, 1, 1)) is None
