"""Two people act upon the same households: the second is shown what the first did, and decides."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse
from tests import factories
from tests.factories_registry import family, grounds, member_number
from tests.integration.registry.test_pages import as_clerk, sent

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry import operations
from shouwang.watch.registry.errors import DossierChanged
from shouwang.watch.registry.models import Amendment, Household, Person
from shouwang.watch.registry.operations import Edit

EVERYWHERE = Scope.everywhere()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread with a connection of its own; what each returned or raised."""
    start = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            start.wait(timeout=30)
            outcomes[number] = acts[number]()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.usefixtures("committed")
def test_of_two_clerks_at_the_same_moment_one_saves_and_one_is_told():
    with entered(EVERYWHERE):
        home = family()
        clerks = [factories.account(display_name=name) for name in ("经办甲", "经办乙")]

    def edit(by: int) -> Callable[[], object]:
        def act() -> object:
            with entered(EVERYWHERE):
                return operations.correct(
                    household=home.number,
                    edits=[Edit("address", f"{by}号")],
                    grounds=grounds(clerks[by], seen={home.number: 0}),
                )

        return act

    outcomes = at_once(edit(0), edit(1))
    saved = [one for one in outcomes if isinstance(one, Amendment)]
    told = [one for one in outcomes if isinstance(one, DossierChanged)]
    assert (len(saved), len(told)) == (1, 1)
    winner = clerks[outcomes.index(saved[0])]
    assert [(one.field, one.by) for one in told[0].changes] == [("address", winner.display_name)]
    with entered(EVERYWHERE):
        left = Household.objects.get(pk=home.pk)
        assert (left.revision, left.address) == (1, f"{clerks.index(winner)}号")
        assert Amendment.objects.filter(household=home).count() == 1


@pytest.fixture
def pair(db) -> tuple[Household, Household]:
    with entered(EVERYWHERE):
        return family(), family()


def changed(home: Household, address: str) -> None:
    with entered(EVERYWHERE):
        clerk = factories.account(display_name="经办甲")
        edits = [Edit("address", address)]
        operations.correct(household=home.number, edits=edits, grounds=grounds(clerk))


def acts(home: Household, other: Household) -> dict[str, dict[str, str]]:
    relations = {f"relation_{member_number(home, n)}": "其他" for n in range(1, 6)}
    married = {
        "person": member_number(home, 4),
        "partner_name": "张大",
        "relation": "之儿媳",
    }
    return {
        "merge": {"into": other.number.lower(), **relations},
        "marriage-out": {"into": other.number, **married},
    }


@pytest.mark.parametrize("name", ["merge", "marriage-out"])
def test_the_second_household_is_looked_at_and_then_guarded(pair, name):
    home, other = pair
    client, page = as_clerk(), reverse("dossier_act", args=[home.number, name])
    asked = acts(home, other)[name]
    seen = client.get(page).context["form"].initial["seen"]

    shown = client.post(page, sent(**asked, seen=seen))
    assert (shown.status_code, other.number in shown.content.decode()) == (200, True)
    assert shown.context["other"]["members"] == ["张三", "李四", "张大", "张小", "王氏"]
    with entered(EVERYWHERE):
        assert not Amendment.objects.exists()

    changed(other, "西头二号")
    seen = shown.context["form"]["seen"].value()
    told = client.post(page, sent(**asked, seen=seen))
    assert [one["after"] for one in told.context["theirs"]] == ["西头二号"]
    assert "经办甲" in told.content.decode()

    seen = told.context["form"]["seen"].value()
    assert client.post(page, sent(**asked, seen=seen)).status_code == 302
    with entered(EVERYWHERE):
        assert Person.objects.get(number=member_number(home, 4)).household == other


def test_an_undoing_is_guarded_in_both_households(pair):
    home, other = pair
    client = as_clerk()
    with entered(EVERYWHERE):
        operations.merge(
            household=home.number,
            into=other.number,
            relations={member_number(home, n): "其他" for n in range(1, 6)},
            grounds=grounds(),
        )
        act = Amendment.objects.filter(household=home).latest("id")
    page = reverse("dossier_undo", args=[home.number, act.pk])
    seen = client.get(page).context["form"].initial["seen"]
    changed(other, "西头二号")
    told = client.post(page, sent(seen=seen))
    assert [one["number"] for one in told.context["theirs"]] == [other.number]
    seen = told.context["form"]["seen"].value()
    assert client.post(page, sent(seen=seen)).status_code == 302
