"""An act is taken back when nothing later rests on it; history keeps both."""

import pytest
from tests import factories
from tests.factories_registry import SINCE, family, grounds, member_number, told
from tests.integration.registry.pictures import picture

from shouwang.watch.registry import operations, queries
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Amendment, Household
from shouwang.watch.registry.operations import Edit

pytestmark = pytest.mark.usefixtures("everywhere", "villages")


def shown(home: Household):
    return picture(queries.dossier_as_of(Household.objects.get(pk=home.pk)))


def _acts(home, other):
    first = member_number(home, 1)
    edits = [Edit("risks", "因病"), Edit("land.arable", "200"), Edit("state.labour", "weak", first)]
    relations = {member_number(other, n): "其他" for n in range(1, 6)}
    return {
        "change": lambda: operations.change(household=home.number, edits=edits, grounds=grounds()),
        "birth": lambda: operations.birth(
            household=home.number, newborn=told(birth_on=SINCE), grounds=grounds()
        ),
        "death": lambda: operations.death(
            household=home.number,
            person=first,
            relations={member_number(home, 2): "户主"},
            grounds=grounds(),
        ),
        "split": lambda: operations.split(
            household=home.number,
            members=[member_number(home, 3)],
            relations={member_number(home, 3): "户主"},
            grounds=grounds(),
        ),
        "merge": lambda: operations.merge(
            household=other.number, into=home.number, relations=relations, grounds=grounds()
        ),
        "move": lambda: operations.move(
            household=home.number, place=factories.NEIGHBOUR_VILLAGE, grounds=grounds()
        ),
    }


@pytest.mark.parametrize("name", ["change", "birth", "death", "split", "merge", "move"])
def test_what_an_act_did_is_taken_back(home, name):
    other = family()
    before = shown(home), shown(other)
    _acts(home, other)[name]()
    changed = shown(home), shown(other)
    newest = Amendment.objects.latest("id")
    operations.undo(amendment=newest.pk, grounds=grounds(reason="录错"))
    assert (shown(home), shown(other)) == before
    assert changed != before
    assert (
        Amendment.objects.filter(kind="undone").count()
        == Amendment.objects.exclude(kind="undone").count()
    )


def test_what_something_rests_on_stays(home):
    first = [Edit("address", "一号")]
    old = operations.correct(household=home.number, edits=first, grounds=grounds())
    operations.correct(household=home.number, edits=[Edit("address", "二号")], grounds=grounds())
    with pytest.raises(Refused) as refused:
        operations.undo(amendment=old.pk, grounds=grounds())
    assert [one.code for one in refused.value.findings] == ["rested_on"]


def test_an_undoing_is_not_undone(home):
    done = operations.correct(
        household=home.number, edits=[Edit("address", "一号")], grounds=grounds()
    )
    undone = operations.undo(amendment=done.pk, grounds=grounds())
    with pytest.raises(Refused) as refused:
        operations.undo(amendment=undone[0].pk, grounds=grounds())
    assert [one.code for one in refused.value.findings] == ["undo_of_undo"]
    with pytest.raises(Refused):
        operations.undo(amendment=done.pk, grounds=grounds())
