"""Pages of a township with very many findings are merged from its villages, in the same order."""

import pytest
from tests import factories, factories_quality

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.quality.queries import lists
from shouwang.watch.quality.queries.lists import Filters

pytestmark = pytest.mark.django_db
TOWN = Filters(prefix="360781100")


@pytest.fixture
def county():
    with entered(Scope.everywhere()):
        factories_quality.check_run()
        for number, village in enumerate(
            [factories.VILLAGE, factories.NEIGHBOUR_VILLAGE, factories.OTHER_TOWN_VILLAGE] * 4
        ):
            home = factories.household(region_code=village)
            factories_quality.finding(home, severity=1 + number % 3)
            factories_quality.finding(
                home, rule="recorded_size_differs", state="corrected", ceased_on=factories.ON
            )


def test_the_pages_of_a_merged_list_are_those_of_the_sorted_one(county, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    with entered(Scope(("360781",))):
        wanted = [[one.pk for one in lists.findings(TOWN, page=n).rows] for n in (1, 2, 3)]
        monkeypatch.setattr(lists, "MOST_COUNTED", 1)
        merged = [[one.pk for one in lists.findings(TOWN, page=n).rows] for n in (1, 2, 3)]
    assert merged == wanted
    assert [len(page) for page in merged] == [3, 3, 2]


def test_the_scope_holds_for_a_merged_list(county, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", 1)
    with entered(Scope((factories.VILLAGE,))):
        found = lists.findings(TOWN).rows
    assert len(found) == 4
    assert {one.region_code for one in found} == {factories.VILLAGE}
