"""Resettled households: points settled with proof, open ones by site."""

from datetime import date
from uuid import uuid4

import pytest
from tests import factories, factories_assistance

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import operations, queries
from shouwang.watch.assistance.models import Resettlement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT, ON = factories_assistance.AT, factories_assistance.ON
PLACE = RegionCode.of("360781")


def settled(of, item, proof, **given):
    plain = {"by": factories.account(), "at": AT, "act_id": uuid4(), "resettlement": of}
    plain |= {"item": item, "done_on": ON, "proof": proof}
    return operations.settle(**{**plain, **given})


def codes(reading):
    return [one.code for one in reading.findings]


def test_a_household_is_taken_up_once():
    home, by = factories.household(), factories.account()
    said = {"site": "幸福社区", "moved_on": date(2020, 5, 1), "children": True}
    first = operations.take_up(by=by, at=AT, household=home, **said).value
    assert operations.take_up(by=by, at=AT, household=home, **said).value == first
    assert Resettlement.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"site": " "}, "site_missing"), ({"moved_on": date(2024, 7, 2)}, "moved_later")],
)
def test_bad_entries_are_refused(wrong, code):
    said = {"site": "幸福社区", "moved_on": date(2020, 5, 1), "children": True, **wrong}
    reading = operations.take_up(
        by=factories.account(), at=AT, household=factories.household(), **said
    )
    assert codes(reading) == [code]


def test_points_are_settled_with_proof_and_opened_again():
    home = factories.household(number="H1")
    of, proof = factories_assistance.resettlement(home), factories_assistance.paper(home)
    assert codes(settled(of, "house", None)) == ["proof_missing"]
    assert codes(settled(of, "of_old", proof)) == ["item_unknown"]
    act_id = uuid4()
    assert settled(of, "house", proof, act_id=act_id).value
    assert settled(of, "house", proof, act_id=act_id).value.pk == act_id
    before = queries.relocation_of("H1")
    assert list(before.open) == ["job", "old_plot", "land_rights", "forest_rights", "allowances"]
    later = AT.replace(hour=3)
    assert settled(of, "house", None, settled=False, at=later).value
    assert queries.relocation_of("H1").open[0] == "house"


def test_a_school_place_is_asked_for_where_there_are_children():
    home = factories.household(number="H1")
    factories_assistance.resettlement(home, children=True)
    assert "school" in queries.relocation_of("H1").open


def test_two_statements_for_a_place(django_assert_num_queries):
    for number in range(3):
        home = factories.household()
        of = factories_assistance.resettlement(home, site=f"安置点{number}")
        settled(of, "house", factories_assistance.paper(home))
    with django_assert_num_queries(2):
        found = queries.relocated(PLACE)
    assert [(one.resettlement.site, len(one.open)) for one in found] == [
        ("安置点0", 5),
        ("安置点1", 5),
        ("安置点2", 5),
    ]
