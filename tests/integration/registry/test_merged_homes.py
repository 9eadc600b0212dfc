"""What a merge brings: earlier facts count for the household that the members came to."""

from datetime import date, timedelta

import polars as pl
import pytest
from tests import factories
from tests.factories_registry import SINCE, family, grounds, member_number

from shouwang.engine import load_pack
from shouwang.kernel.money import Money
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import facts_source
from shouwang.watch.monitoring.facts_source import Reach
from shouwang.watch.monitoring.queries import dossier as pages
from shouwang.watch.monitoring.village_facts import village_facts
from shouwang.watch.papers import queries as papers
from shouwang.watch.registry import operations
from shouwang.watch.registry.models import Amendment, Household, Income, Person
from shouwang.watch.registry.queries import dossier_as_of, lives_under

MONTH, BEFORE, AFTER = date(2024, 5, 1), SINCE - timedelta(days=1), date(2024, 6, 30)


@pytest.fixture
def other(home) -> Household:
    """A second household; it earned 700 yuan in May and the first one 1 000."""
    other = family(region_code=factories.NEIGHBOUR_VILLAGE)
    for of, fen in ((home, 100_000), (other, 70_000)):
        factories.income(of, month=MONTH, amount_fen=fen)
    who = Person.objects.get(number=member_number(other, 2))
    factories.spending(other, person=who, spent_on=MONTH, amount_fen=500)
    factories.housing(other, assessed_on=MONTH)
    return other


def merge(old: Household, new: Household) -> Amendment:
    present = Person.objects.filter(household=old, died_on=None, moved_out_on=None)
    operations.merge(
        household=old.number,
        into=new.number,
        relations={one.number: "其他" for one in present},
        grounds=grounds(),
    )
    return Amendment.objects.filter(household=new).latest("id")


def earned(home: Household, on: date) -> dict[str, int]:
    """What facts and dossier say that the household had, as of a day."""
    rows = facts_source.tables(Reach("360781", on))["income"].to_dicts()
    found = dossier_as_of(Household.objects.get(pk=home.pk), on, facts_on=date(2024, 6, 30))
    assert found is not None
    return {
        "facts": sum(row["amount_fen"] for row in rows if row["household_id"] == home.number),
        "dossier": found.sections.net_fen,
    }


def test_the_merged_household_has_what_both_had(home, other):
    merge(other, home)
    assert earned(home, AFTER) == {"facts": 170_000, "dossier": 170_000}
    (content,) = papers.contents([home], AFTER)
    assert content.net_income == Money(170_000).text()
    _rows, counts = pages.counted_facts(home.pk, AFTER)
    assert (counts["income"], counts["housing"]) == (2, 0)
    spent = facts_source.tables(Reach("360781", AFTER))["spending"].to_dicts()
    assert [(row["household_id"], row["person_id"]) for row in spent] == [
        (home.number, member_number(other, 2))
    ]


@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_the_household_alone_has_the_facts_of_the_whole_county(home, other, on):
    merge(other, home)
    near = village_facts(home, on, load_pack("cn"))
    county = facts_source.tables(Reach("360781", on))
    for name in ("income", "spending"):
        its = pl.col("household_id") == home.number
        rows = county[name].filter(its).rows()
        read = near.table(name).filter(its).collect().rows() if near.holds(name) else []
        assert sorted(read) == sorted(rows)


def test_a_day_before_the_merge_stays_as_it_was(home, other):
    merge(other, home)
    assert earned(home, BEFORE) == {"facts": 100_000, "dossier": 100_000}
    assert earned(other, BEFORE)["dossier"] == 70_000
    assert pages.counted_facts(home.pk, BEFORE)[1]["income"] == 1
    known = grounds().at - timedelta(days=1)
    found = dossier_as_of(home, AFTER, known, facts_on=AFTER)
    assert found is not None
    Income.objects.update(recorded_at=known)
    found = dossier_as_of(Household.objects.get(pk=home.pk), AFTER, known, facts_on=AFTER)
    assert found is not None
    assert found.sections.net_fen == 100_000


def test_undoing_a_merge_gives_back_what_it_brought(home, other):
    operations.undo(amendment=merge(other, home).pk, grounds=grounds())
    assert earned(home, AFTER) == {"facts": 100_000, "dossier": 100_000}
    assert earned(other, AFTER) == {"facts": 70_000, "dossier": 70_000}
    back = Household.objects.get(pk=other.pk)
    assert (back.merged_into, back.ended_on, back.region_code) == (
        "",
        None,
        factories.NEIGHBOUR_VILLAGE,
    )
    assert set(Person.objects.filter(household=back).values_list("region_code", flat=True)) == {
        factories.NEIGHBOUR_VILLAGE
    }


def test_a_merge_of_a_merged_household_brings_all(home, other):
    third = family()
    merge(other, home)
    merge(home, third)
    assert earned(third, AFTER) == {"facts": 170_000, "dossier": 170_000}
    assert lives_under(Household.objects.get(pk=other.pk)) == third


def test_the_dossier_that_ends_goes_to_the_village_of_its_people(home, other):
    merge(other, home)
    with entered(Scope((factories.VILLAGE,))):
        assert Household.objects.get(pk=other.pk).merged_into == home.number
        assert earned(home, AFTER) == {"facts": 170_000, "dossier": 170_000}
