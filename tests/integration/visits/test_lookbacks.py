"""Drawn by lot with the seed on record; nobody changes the draw; the result says how sure it is."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from tests import factories_visits as made

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.messaging.models import Message
from shouwang.watch.visits import operations, queries, rules
from shouwang.watch.visits.models import Drawn, LookBack
from shouwang.watch.visits.operations import Wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
POPULATION = queries.Population(
    "360781000000", "monitored_identification", "withdrawn", made.ON, made.ON
)
ANSWERS = {
    "food": True, "not_at_school": 0, "uninsured": 0, "grade": "A", "water_safe": True,
    "outcome": "confirmed",
}  # fmt: skip


@pytest.fixture
def homes(people):
    homes = [made.home(number=f"H{number}") for number in range(1, 6)]
    for home in homes:
        made.ended(home, people.town, made.ON)
    return homes


def drawn(by, **given):
    plain = {"title": "回头看", "population": POPULATION, "size": 3, "seed": "07 15 22"}
    wish = Wish(**{**plain, **given})
    return operations.draw_look_back(by=by, at=made.AT, number=uuid4(), wish=wish)


def numbers(draw):
    return [one.household.number for one in queries.drawn_of(draw)]


def test_the_same_seed_draws_the_same(people, homes):
    first, again = drawn(people.county).value, drawn(people.county).value
    assert numbers(first) == numbers(again)
    assert numbers(first) == rules.draw("07 15 22", [one.number for one in homes], 3)
    assert first.frame_digest == again.frame_digest
    assert (first.frame, first.size) == (5, 3)
    entry = JournalEntry.objects.filter(act="visits.draw_look_back").first()
    assert entry.evidence["seed"] == "07 15 22"


def test_a_draw_is_made_once_under_its_number(people, homes):
    number = uuid4()
    wish = Wish("一", POPULATION, size=2)
    first = operations.draw_look_back(by=people.county, at=made.AT, number=number, wish=wish)
    other = Wish("二", POPULATION, size=5, seed="x")
    again = operations.draw_look_back(by=people.county, at=made.AT, number=number, wish=other)
    assert (again.value.title, len(numbers(again.value))) == ("一", 2)
    assert len(first.value.seed) == 16


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"population": queries.Population("360781103000", "appeal", "", made.ON, made.ON)},
         "nobody_to_draw"),
        ({"population": queries.Population("360781000000", "monitored_identification",
                                           "withdrawn", date(2024, 7, 2), made.ON)},
         "days_reversed"),
        ({"size": None}, "nothing_to_draw"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(people, homes, given, code):
    assert code in [one.code for one in drawn(people.county, **given).findings]


def test_nobody_changes_a_draw(people, homes):
    draw = drawn(people.county).value
    for act in (
        lambda: LookBack.objects.filter(pk=draw.pk).update(seed="mine"),
        lambda: Drawn.objects.filter(look_back=draw).update(rank=9),
        lambda: Drawn.objects.filter(look_back=draw)._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_a_share_takes_cases_that_took_effect_where_no_step_is_named(people, homes):
    none = queries.Population("360781000000", POPULATION.procedure, "", made.ON, made.ON)
    assert queries.frame_of(none) == {}
    assert drawn(people.county, size=None, per_cent=50).value.size == 3


def test_a_drawn_household_is_assigned_visited_and_counted(people, homes):
    draw = drawn(people.county).value
    rows = queries.drawn_of(draw)
    checkers = {one.pk: people.town.pk for one in rows[:2]}
    assert operations.assign(by=people.county, at=made.AT, draw=draw, checkers=checkers).value == 2
    mine = queries.assigned_to(people.town)
    assert [one.drawn.rank for one in mine.order_by("drawn__rank")] == [1, 2]
    both = [people.town, people.county]
    for home, outcome in ((rows[0].household, "confirmed"), (rows[1].household, "not_confirmed")):
        answers = {**ANSWERS, "outcome": outcome, "why_not": "没有收入来源"}
        given = {"form": "look_back", "answers": answers, "confirmed": frozenset()}
        made.visit(home, *both, **given)
    result = queries.result_of(queries.drawn_of(draw))
    assert (result.drawn, result.checked, result.confirmed, result.share.value) == (3, 2, 1, 0.5)
    assert list(queries.assigned_to(people.town)) == []


def test_a_corrected_check_counts_as_corrected(people, homes):
    draw = drawn(people.county, size=1).value
    home = queries.drawn_of(draw)[0].household
    both = [people.town, people.county]
    given = {"form": "look_back", "answers": ANSWERS, "confirmed": frozenset()}
    wrong = made.visit(home, *both, **given)
    given["answers"] = {**ANSWERS, "outcome": "not_confirmed", "why_not": "房屋漏雨"}
    made.visit(home, *both, corrects=wrong.pk, **given)
    result = queries.result_of(queries.drawn_of(draw))
    assert (result.confirmed, result.not_confirmed) == (0, 1)


def test_nobody_checks_where_they_may_not_visit(people, homes):
    draw = drawn(people.county).value
    checkers = {one.pk: people.other.pk for one in queries.drawn_of(draw)}
    reading = operations.assign(by=people.county, at=made.AT, draw=draw, checkers=checkers)
    assert [one.code for one in reading.findings] == ["wrong_place"]


def test_another_township_sees_no_draw(people, homes):
    drawn(people.county)
    with entered(Scope(("360781103",))):
        assert (LookBack.objects.count(), Drawn.objects.count()) == (0, 0)


def test_the_township_sees_of_a_county_s_draw_what_it_must_check(people, homes):
    elsewhere = made.home(number="H9", region_code="360781103201")
    made.ended(elsewhere, people.other, made.ON)
    draw = drawn(people.county, size=6).value
    with entered(Scope(account=str(people.town.pk))):
        assert Message.objects.get().link == reverse("look_back", args=[draw.pk])
    client = Client()
    client.force_login(people.town)
    page = client.get(reverse("look_back", args=[draw.pk]))
    assert sorted(row["number"] for row in page.context_data["rows"]) == [
        f"H{number}" for number in range(1, 6)
    ]
    assert "H9" not in page.content.decode()
    assert draw.title in client.get(reverse("look_backs")).content.decode()
    picked = [row["id"] for row in page.context_data["rows"]][:2]
    url = reverse("look_back_assign", args=[draw.pk])
    client.post(url, {"picked": picked, "checker": people.town.pk, "due_on": ""})
    assert queries.assigned_to(people.town).count() == 2
    with entered(Scope(("360781102",))), pytest.raises(ProgrammingError), transaction.atomic():
        LookBack.objects.filter(pk=draw.pk).update(seed="mine")
