"""Criteria computed by the policy, confirmed by a person, and the case taken on with them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests import factories_procedures as made
from tests.integration.people.factories import someone

from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.rules import Kind
from shouwang.watch.exits import operations, queries
from shouwang.watch.exits.models import CriteriaCheck
from shouwang.watch.exits.operations import Told
from shouwang.watch.exits.rules import Confirmed

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 2)
INK = "M10 10L20 20L30 30L40 40L50 50L60 60"


def family(**given):
    """A household of two with what the registry must know for every criterion to hold."""
    home = factories.household(region_code=made.VILLAGE, **given)
    for labour in ("able", "none"):
        one = factories.person(home)
        factories.state(one, labour=labour, insured_medical=True)
    factories.housing(home)
    factories.water(home)
    for month in range(1, 13):
        for year in (2022, 2023, 2024):
            if (year, month) < (2024, 7):
                income = {"month": date(year, month, 1), "amount_fen": 300_000}
                factories.income(home, **income)
    return home


def met(home, on=ON) -> dict[str, bool | None]:
    return {one.name: one.met for one in queries.compute(home, "risk_removal", on).criteria}


def test_every_criterion_is_computed_where_the_registry_knows(everywhere):
    computed = queries.compute(family(), "risk_removal", ON)
    judged = {one.name: one.met for one in computed.criteria}
    known = ("income", "stable", "burden", "schooling", "medical", "housing", "water", "labour")
    assert judged == dict.fromkeys(known, True) | {"measures": None}
    income = next(one for one in computed.criteria if one.name == "income")
    assert [label for label, _value in income.rests_on] == ["人均纯收入", "监测线"]


def test_a_criterion_that_fails_fails_alone(everywhere):
    home = family()
    factories.housing(home, grade="C", assessed_on=date(2024, 1, 1))
    factories.spending(home, amount_fen=3_000_000, spent_on=date(2024, 5, 1))
    wrong = [name for name, one in met(home).items() if one is False]
    assert wrong == ["burden", "housing"]


def test_a_missing_number_of_the_policy_says_so_and_the_others_stand(everywhere):
    computed = queries.compute(family(), "risk_removal", date(2025, 7, 2))
    income = next(one for one in computed.criteria if one.name == "income")
    assert (income.met, "监测线" in income.why) == (None, True)
    assert [one.met for one in computed.criteria if one.name == "housing"] == [True]


@pytest.fixture
def village(everywhere):
    return made.somebody("village", Kind.VILLAGE_CADRE)


@pytest.fixture
def second(everywhere):
    return made.somebody("second", Kind.VILLAGE_CADRE)


def removal(by, home):
    return made.opened(
        by,
        date(2024, 7, 1),
        procedure="risk_removal",
        subject=Subject("household", home.number),
        region_code=home.region_code,
    )


def told(case, second, *, unmet: str = "", **given) -> Told:
    names = queries.procedures()["risk_removal"]
    confirmed = [Confirmed(name, name != unmet, "看过", agrees=True) for name in names]
    plain = {
        "confirmed": confirmed,
        "signer": "某户主",
        "ink": INK,
        "visit": f"visits.homevisit:{uuid4()}",
        "transition": "verify",
        "revision": case.revision,
        "signers": [second.pk],
    }
    return Told(**{**plain, **given})


def checked(by, case, home, given: Told, number=None):
    return operations.check(
        by=by, at=made.at(ON), number=number or uuid4(), case=case, home=home, told=given
    )


def test_a_check_is_evidence_and_the_case_goes_on_once(village, second):
    home = family()
    case, number = removal(village, home), uuid4()
    for _ in range(2):
        reading = checked(village, case, home, told(case, second), number)
    assert reading.value.met is True
    case.refresh_from_db()
    assert (case.step, case.revision, CriteriaCheck.objects.count()) == ("village_review", 2, 1)
    refs = {one["kind"]: one["ref"] for one in case.acts.get(sequence=2).evidence}
    assert refs["criteria_check"] == refs["income_account"] == f"exits.criteriacheck:{number}"


def test_what_the_procedure_refuses_keeps_no_check(village, second):
    home = family()
    case = removal(village, home)
    reading = checked(village, case, home, told(case, second, signers=[], visit=""))
    assert reading.value is None
    assert CriteriaCheck.objects.count() == 0


def test_a_household_without_labour_is_not_marked_removed(village, second):
    home = factories.household(region_code=made.VILLAGE)
    factories.member(home, labour="none")
    case = removal(village, home)
    reading = checked(village, case, home, told(case, second))
    assert "refused" in [one.code for one in reading.findings]


def test_nobody_signs_nothing_is_kept(village, second):
    home = family()
    case = removal(village, home)
    reading = checked(village, case, home, told(case, second, ink=""))
    assert [one.code for one in reading.findings] == ["unsigned"]


def test_the_page_computes_and_gives_back_what_was_written(everywhere):
    by = someone("cadre", Kind.VILLAGE_CADRE, RegionCode(made.VILLAGE))
    home = family()
    today = timezone.localdate()
    case = made.opened(
        by,
        today - timedelta(days=1),
        procedure="risk_removal",
        subject=Subject("household", home.number),
        region_code=home.region_code,
    )
    client = Client()
    client.force_login(by)
    address = f"{reverse('exit_check')}?case={case.pk}"
    shown = client.get(address).content.decode()
    assert ("系统比对：达标" in shown, "不是整户无劳动力" in shown) == (True, True)
    sent = {"number": uuid4(), "revision": 1, "transition": "verify", "grounds_water": "看过水表"}
    answer = client.post(address, sent)
    assert (answer.status_code, "看过水表" in answer.content.decode()) == (200, True)
