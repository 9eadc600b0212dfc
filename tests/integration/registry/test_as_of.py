"""The dossier as of every step of a random life equals the picture recorded at that step."""

import random
from datetime import date, timedelta

import pytest
from tests import factories
from tests.factories_registry import AT, SINCE, family, grounds, member_number, told
from tests.integration.registry.pictures import differences, picture

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry import operations, queries
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Amendment, Household, Person
from shouwang.watch.registry.operations import Edit

pytestmark = pytest.mark.usefixtures("everywhere", "villages")
STEPS = 16


def present(home: Household) -> list[Person]:
    rows = Person.objects.filter(household=home, died_on=None, moved_out_on=None)
    return list(rows.order_by("id"))


def edits_of(rng: random.Random, one: Person) -> list[Edit]:
    return [
        Edit("telephone", f"138{rng.randrange(10**8):08}", one.number),
        Edit("state.labour", rng.choice(["able", "weak", "lost"]), one.number),
        Edit("state.health", rng.choice(["健康", "长期慢性病"]), one.number),
        Edit("work.place", rng.choice(["county", "elsewhere", None]), one.number),
        Edit("work.employer", rng.choice(["砖厂", "鞋厂"]), one.number),
        Edit("risks", "、".join(rng.sample(["因病", "因残", "因学", "其他"], rng.randrange(4)))),
        Edit("causes", rng.choice(["因病", "因学、缺技术"])),
        Edit("tags", rng.choice(["易地搬迁", "党员户、易地搬迁", None])),
        Edit("land.arable", rng.choice(["100", "250", None])),
        Edit("living.fuel", rng.choice(["柴草", "燃气"])),
        Edit("production.2024.脐橙", rng.choice(["1.5 亩", "3 亩", None])),
        Edit("address", f"{rng.randrange(9)}号"),
    ]


def step(rng: random.Random, home: Household, other: Household, why) -> None:
    """One random act; what cannot be is refused and changes nothing."""
    people = present(home)
    if not people:
        return
    one = rng.choice(people)
    heir = {next((p.number for p in people if p != one), one.number): "户主"}
    own = heir if one.relation == "户主" else {}
    act = rng.choice(["edit"] * 6 + ["birth", "death", "leave", "split", "merge", "move", "undo"])
    if act == "edit":
        chosen = rng.sample(edits_of(rng, one), 3)
        operations.change(household=home.number, edits=chosen, grounds=why)
    elif act == "birth":
        child = told(relation="之子", birth_on=why.true_since)
        operations.birth(household=home.number, newborn=child, grounds=why)
    elif act == "death":
        operations.death(household=home.number, person=one.number, relations=own, grounds=why)
    elif act == "leave":
        operations.leave(household=home.number, people=[one.number], relations=own, grounds=why)
    elif act == "split":
        relations = {one.number: "户主", **(heir if own else {})}
        operations.split(
            household=home.number, members=[one.number], relations=relations, grounds=why
        )
    elif act == "merge":
        relations = {p.number: "其他" for p in present(other)}
        operations.merge(household=other.number, into=home.number, relations=relations, grounds=why)
    elif act == "move":
        places = [factories.VILLAGE, factories.NEIGHBOUR_VILLAGE]
        operations.move(household=home.number, place=rng.choice(places), grounds=why)
    else:
        newest = Amendment.objects.filter(household=home).latest("id")
        operations.undo(amendment=newest.pk, grounds=why)


@pytest.mark.parametrize("seed", range(6))
def test_every_step_is_found_again(home, seed):
    rng, other = random.Random(seed), family()
    recorded = []
    for n in range(STEPS):
        day, at = SINCE - timedelta(days=STEPS - n), AT - timedelta(hours=STEPS - n)
        why = grounds(true_since=day, at=at)
        try:
            step(rng, home, other, why)
        except (Refused, Amendment.DoesNotExist):
            continue
        now = [picture(queries.dossier_as_of(fresh(one))) for one in (home, other)]
        recorded.append((at, now))
    for at, pictures in recorded:
        again = [picture(queries.dossier_as_of(fresh(one), AT.date(), at)) for one in (home, other)]
        for found, meant in zip(again, pictures, strict=True):
            assert differences(found, meant) == []


def fresh(home: Household) -> Household:
    return Household.objects.get(pk=home.pk)


def test_true_since_and_known_since_are_two_things(home):
    person = member_number(home, 1)
    operations.change(
        household=home.number,
        edits=[Edit("telephone", "13800001234", person)],
        grounds=grounds(true_since=date(2024, 5, 1)),
    )

    def telephone(on: date, known_at=None) -> str | None:
        dossier = queries.dossier_as_of(fresh(home), on, known_at)
        return next(one.telephone for one in dossier.members if one.number == person)

    assert telephone(date(2024, 4, 30)) is None
    assert telephone(date(2024, 5, 1)) == "13800001234"
    assert telephone(date(2024, 5, 1), AT - timedelta(seconds=1)) is None


def test_who_went_out_of_sight_is_counted(home):
    other = family(region_code=factories.OTHER_TOWN_VILLAGE)
    operations.marriage(
        household=home.number,
        person=member_number(home, 4),
        into=other.number,
        partner=member_number(other, 3),
        relation="之儿媳",
        grounds=grounds(),
    )
    with entered(Scope((factories.VILLAGE,))):
        then = queries.dossier_as_of(fresh(home), SINCE - timedelta(days=1))
        assert (len(then.members), then.hidden) == (4, 1)
    then = queries.dossier_as_of(fresh(home), SINCE - timedelta(days=1))
    assert [one.name for one in then.present] == ["张三", "李四", "张大", "张小", "王氏"]


def test_a_dossier_not_yet_opened_is_none():
    members = [told(relation="户主")]
    home = operations.create_household(place=factories.VILLAGE, members=members, grounds=grounds())
    assert queries.dossier_as_of(home, SINCE - timedelta(days=1)) is None
    assert queries.dossier_as_of(fresh(home), SINCE) is not None
