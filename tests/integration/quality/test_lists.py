"""Pages of a township with very many findings are merged from its villages, in the same order."""

from dataclasses import replace

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


@pytest.mark.parametrize("severity", [None, 2])
@pytest.mark.parametrize("most", [1, 10_000])
def test_the_pages_of_a_merged_list_are_those_of_the_sorted_one(
    county, monkeypatch, severity, most
):
    town = replace(TOWN, severity=severity)
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    with entered(Scope(("360781",))):
        wanted = [[one.pk for one in lists.findings(town, page=n).rows] for n in (1, 2, 3)]
        monkeypatch.setattr(lists, "LONG", 0)
        monkeypatch.setattr(lists, "MOST_COUNTED", most)
        pages = (1, 2, 3) if most > 1 else (1,)
        merged = [[one.pk for one in lists.findings(town, page=n).rows] for n in pages]
    assert merged == wanted[: len(pages)]
    assert [len(page) for page in wanted] == ([3, 3, 2] if severity is None else [3, 1, 1])


def test_the_last_page_of_a_merged_list_stands_for_those_beyond_it(county, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    monkeypatch.setattr(lists, "LONG", 0)
    with entered(Scope(("360781",))):
        page = lists.findings(TOWN, page=9)
    assert (page.number, page.total, len(page.rows), page.uncounted) == (3, 8, 2, False)


def test_the_scope_holds_for_a_merged_list(county, monkeypatch):
    monkeypatch.setattr(lists, "LONG", 0)
    with entered(Scope((factories.VILLAGE,))):
        found = lists.findings(TOWN).rows
    assert len(found) == 4
    assert {one.region_code for one in found} == {factories.VILLAGE}
