"""Papers of a household that merged into another are found in the other's folder."""

import pytest
from django.urls import reverse
from tests import factories
from tests.factories_papers import photo
from tests.factories_registry import grounds
from tests.integration.papers.test_gallery import papers, upload

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.papers import queries
from shouwang.watch.registry import operations
from shouwang.watch.registry.models import Amendment, Household, Person

pytestmark = pytest.mark.django_db
OTHER = "/households/H2/papers/"


@pytest.fixture
def merged(home, clerk) -> Amendment:
    """H1, with a photo of its house, merged into H2."""
    assert upload(clerk, ("房.jpg", photo()), title="老屋").status_code == 302
    with entered(Scope.everywhere()):
        other = factories.household(number="H2", head_name="陈大")
        factories.member(other, name="陈大")
        members = Person.objects.filter(household=home, died_on=None, moved_out_on=None)
        operations.merge(
            household="H1",
            into="H2",
            relations={one.number: "其他" for one in members},
            grounds=grounds(),
        )
        return Amendment.objects.filter(household=other).latest("id")


def test_a_folder_shows_what_a_merge_brought_with_its_earlier_number(merged, clerk):
    shown = clerk.get(OTHER)
    assert [one.title for one in shown.context["papers"]] == ["老屋"]
    assert "原户编号 H1" in shown.content.decode()
    old = clerk.get("/households/H1/papers/").content.decode()
    assert ("老屋" in old, OTHER in old) == (True, True)
    with entered(Scope.everywhere()):
        assert len(queries.papers(Household.objects.get(number="H2"), "house")) == 1


def test_it_is_removed_and_taken_back_from_there(merged, clerk):
    (paper,) = papers()
    gone = clerk.post(reverse("paper_remove", args=[paper.pk]), {"reason": "拍错了"})
    assert gone["Location"] == f"{OTHER}?undo={paper.pk}"
    assert clerk.get(OTHER).context["papers"] == []
    back = clerk.post(reverse("paper_restore", args=[paper.pk]))
    assert back["Location"] == OTHER


def test_undoing_the_merge_gives_the_papers_back(merged, clerk):
    with entered(Scope.everywhere()):
        operations.undo(amendment=merged.pk, grounds=grounds())
    assert clerk.get(OTHER).context["papers"] == []
    old = clerk.get("/households/H1/papers/")
    assert [one.title for one in old.context["papers"]] == ["老屋"]
    assert OTHER not in old.content.decode()
