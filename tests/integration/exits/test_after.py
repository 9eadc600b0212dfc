"""The four things that do not stop after an exit."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange
from tests import factories, factories_assistance, factories_pairing, factories_procedures

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance.models import MeasureAct
from shouwang.watch.exits import queries

pytestmark = pytest.mark.django_db
COUNTY, ON = RegionCode.of("360781"), date(2024, 6, 30)


def exited(on: date, **given):
    home = factories.household(**given)
    factories.category_period(home, during=DateRange(factories.FIRST, on))
    return home


def stopped(kind: str = "") -> dict[str, list[str]]:
    return {
        one.number: [name for name in queries.KINDS if getattr(one, name)]
        for one in queries.stopped(COUNTY, ON, kind)
    }


def test_each_of_the_four_is_told_by_itself(office):
    recent, old = ON - timedelta(days=10), ON - timedelta(days=400)
    cared_for = exited(recent, number="H1")
    factories_pairing.pairing(cared_for, office, factories_pairing.helper())
    exited(recent, number="H2")
    forgotten = exited(old, number="H3")
    factories_pairing.pairing(forgotten, office, factories_pairing.helper())
    again = exited(old, number="H4")
    factories.category_period(again, during=DateRange(old + timedelta(days=30), None))
    factories.household(number="H5")
    assert stopped() == {"H2": ["duty"], "H3": ["help", "supervision"]}
    assert stopped("supervision") == {"H3": ["help", "supervision"]}


def measure(home, plan, office, *, ended_on: date | None = None, **given) -> None:
    made = factories_assistance.measure(plan, state="ended" if ended_on else "planned", **given)
    if ended_on:
        MeasureAct.objects.create(
            id=uuid4(),
            measure=made,
            region_code=home.region_code,
            kind="ended",
            by=office,
            at=factories_procedures.at(ended_on),
        )


def test_measures_ended_with_the_exit_are_a_policy_that_stopped(office):
    day = ON - timedelta(days=10)
    for number, others in (("H1", 0), ("H2", 1)):
        home = exited(day, number=number)
        factories_pairing.pairing(home, office, factories_pairing.helper())
        plan = factories_assistance.plan(home)
        measure(home, plan, office, ended_on=day)
        for _ in range(others):
            measure(home, plan, office)
    assert stopped() == {"H1": ["policy"]}


def test_villages_are_counted_and_listed_by_keys(office):
    for n in range(3):
        exited(ON - timedelta(days=5), number=f"H{n}")
    (village,) = queries.by_village(COUNTY, ON)
    assert (village.exited, village.duty, village.supervision) == (3, 3, 0)
    assert [one.number for one in queries.stopped(COUNTY, ON, after="H0", size=1)] == ["H1"]


def test_both_at_once_are_the_list_and_the_counts(office):
    for n, days in enumerate((5, 400, 30)):
        exited(ON - timedelta(days=days), number=f"H{n}", registered_on=factories.FIRST)
    exited(ON - timedelta(days=9), number="H3")
    for kind in ("", "supervision"):
        assert queries.stopped_and_counts(COUNTY, ON, kind, "H0", 2) == (
            queries.stopped(COUNTY, ON, kind, "H0", 2),
            queries.by_village(COUNTY, ON),
        )


def test_a_household_lifted_or_no_longer_watched_has_exited_until_it_is_merged(office):
    day = ON - timedelta(days=5)
    factories.household(number="H1", registered_on=factories.FIRST, lifted_on=day)
    exited(day, number="H2", registered_on=factories.FIRST)
    exited(day, number="H3")
    factories.household(number="H4", registered_on=factories.FIRST)
    exited(day, number="H5", ended_on=day)
    exited(day, number="H6", ended_on=day, registered_on=factories.FIRST)
    assert {one.number: one.exited_on for one in queries.stopped(COUNTY, ON)} == dict.fromkeys(
        ("H1", "H2", "H3"), day
    )


def test_the_page_and_its_file(office):
    exited(ON - timedelta(days=5), number="H1", head_name="钟某")
    client = Client()
    client.force_login(office)
    shown = client.get(reverse("exits_after")).content.decode()
    assert ("钟某" in shown, "没有帮扶责任人" in shown) == (True, True)
    content = b"".join(client.get(reverse("exits_after_export")).streaming_content)
    assert content.startswith(b"PK")
