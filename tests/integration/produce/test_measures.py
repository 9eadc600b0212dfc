"""A measure that helps a household to sell is proved by what was sold, and by nothing else."""

from datetime import date
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange
from tests import factories_assistance as made
from tests import factories_bridge as make
from tests.factories import FIRST, category_period, household, member

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.assistance import queries
from shouwang.watch.assistance.models import Measure
from shouwang.watch.assistance.queries import source
from shouwang.watch.exits import queries as exits
from shouwang.watch.registry.models import Household

EVERYWHERE = Scope.everywhere()
START, ON = date(2024, 5, 15), date(2024, 7, 1)


def selling(home, **given) -> Measure:
    """A planned measure that helps the household to sell, begun in the middle of May."""
    with entered(EVERYWHERE):
        member(home)
        plan = made.plan(home)
        plain = {"code": "sell_produce", "kind": "industry", "start_on": START}
        return made.measure(plan, **{**plain, **given})


def proof(measure):
    with entered(EVERYWHERE):
        home = queries.measure(measure.pk).plan.household
        return queries.sold_by(home, [measure], ON).get(measure.pk)


def delivered_on(home):
    with entered(EVERYWHERE):
        tables = source.facts(source.Reach("360781", ON, home.pk))
        return tables.table("measures").collect()["delivered_on"].to_list()


def test_sales_prove_delivery_and_effect(market, link, home):
    measure = selling(home)
    assert (proof(measure), delivered_on(home)) == (None, [None])
    make.attribution(market, link, fen=90_000, settled_on=date(2024, 5, 14))  # before it began
    assert proof(measure) is None
    make.attribution(market, link, fen=50_000, grams=20_000, settled_on=date(2024, 5, 20))
    make.attribution(
        market, link, fen=30_000, grams=9_000, settled_on=date(2024, 6, 3), product="蜂蜜"
    )
    make.attribution(market, link, fen=-10_000, grams=-3_000, settled_on=date(2024, 6, 9))
    make.attribution(market, link, fen=70_000, settled_on=date(2024, 6, 4), kind="wage")
    make.attribution(market, link, fen=70_000, settled_on=None, stage="contracted")
    found = proof(measure)
    assert (found.fen, found.grams, found.kilograms) == (70_000, 26_000, 26.0)
    assert (found.first_on, found.last_on) == (date(2024, 5, 20), date(2024, 6, 3))
    assert found.products == ("脐橙", "蜂蜜")
    assert delivered_on(home) == [date(2024, 5, 20)]


def test_a_refund_of_everything_takes_the_proof_away(market, link, home):
    measure = selling(home)
    make.attribution(market, link, fen=50_000, settled_on=date(2024, 5, 20))
    make.attribution(market, link, fen=-50_000, settled_on=date(2024, 6, 1))
    assert (proof(measure), delivered_on(home)) == (None, [None])


def helped_on(day: date) -> dict[str, tuple[date | None, bool]]:
    """By number of each exited household: when it was last helped, and whether help stopped."""
    with entered(EVERYWHERE):
        rows = exits.stopped(RegionCode.of("360781"), day)
        return {one.number: (one.helped_on, one.help) for one in rows}


def test_what_is_sold_after_an_exit_is_help_for_whoever_the_people_live_with_now(
    market, link, home
):
    with entered(EVERYWHERE):
        into = household(number="H000902")
        for one in (home, into):
            category_period(one, during=DateRange(FIRST, date(2024, 1, 31)))
    later = date(2025, 3, 1)
    assert helped_on(later) == {home.number: (None, True), into.number: (None, True)}
    line = uuid4()
    make.attribution(market, link, fen=500, settled_on=date(2025, 2, 10), kind="wage")
    make.attribution(market, link, fen=50_000, settled_on=date(2025, 1, 20))
    make.attribution(market, link, fen=9_000, settled_on=date(2025, 2, 20), order_line=line)
    assert helped_on(date(2025, 2, 10))[home.number] == (date(2025, 1, 20), False)
    assert helped_on(later)[home.number] == (date(2025, 2, 20), False)
    make.attribution(market, link, fen=-9_000, settled_on=date(2025, 2, 25), order_line=line)
    assert helped_on(later)[home.number] == (date(2025, 1, 20), False)
    with entered(EVERYWHERE):
        Household.objects.filter(pk=home.pk).update(ended_on=later, merged_into=into.number)
    assert helped_on(later) == {into.number: (date(2025, 1, 20), False)}


def test_other_measures_are_not_proved_by_sales(market, link, home):
    measure = selling(home, code="industry_technique")
    make.attribution(market, link, fen=50_000, settled_on=date(2024, 5, 20))
    assert (proof(measure), delivered_on(home)) == (None, [None])
    with entered(EVERYWHERE):
        assert [one.pk for one in queries.undelivered(home.number)] == [measure.pk]


def test_the_measure_shows_the_sum_with_its_source_and_asks_for_nothing(market, link, home, office):
    measure = selling(home)
    client = Client()
    client.force_login(office)
    page = reverse("measure", args=[measure.pk])
    assert "还没有结算到户的货款" in client.get(page).content.decode()
    make.attribution(market, link, fen=52_000, settled_on=date(2024, 5, 20))
    shown = client.get(page).content.decode()
    assert 'value="52000"' in shown
    assert f'href="{reverse("produce_household", args=[home.number])}"' in shown
    assert ("销售已证明落实" in shown, 'id="deliver"' in shown) == (True, False)
    plan = client.get(reverse("household_plan", args=[home.number])).content.decode()
    assert ("已到户货款" in plan, "到期未落实" in plan) == (True, False)
    with entered(EVERYWHERE):
        assert queries.undelivered(home.number) == []
