"""Posts: no more holders than places, one post a person at a time, a warning for three."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from psycopg.types.range import DateRange
from tests import factories, factories_assistance

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.assistance import operations, queries
from shouwang.watch.assistance.models import PostHolding

AT, ON = factories_assistance.AT, factories_assistance.ON
VILLAGE = RegionCode(factories.VILLAGE)
usual = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def given(post, person, **more):
    plain = {"by": factories.account(), "at": AT, "act_id": uuid4(), "post": post}
    plain |= {"person": person, "since": date(2024, 2, 1), "until": None}
    return operations.give_post(**{**plain, **more})


def codes(reading):
    return [one.code for one in reading.findings]


class TestRules:
    pytestmark = usual

    def test_a_post_has_so_many_places(self):
        post, home = factories_assistance.post(places=1), factories.household()
        first, second = factories.member(home), factories.member(home, relation="配偶")
        act_id = uuid4()
        made = given(post, first, act_id=act_id).value
        assert given(post, first, act_id=act_id).value == made
        assert made.during == DateRange(date(2024, 2, 1), date(2025, 1, 1))
        assert codes(given(post, second)) == ["post_full"]
        operations.end_holding(by=factories.account(), at=AT, holding=made.pk, on=date(2024, 7, 1))
        assert codes(given(post, second)) == ["post_full"]
        assert given(post, second, since=date(2024, 7, 1)).value

    def test_one_after_another_count_as_one(self):
        post, home = factories_assistance.post(places=2), factories.household()
        people = [factories.member(home, relation="其他") for _ in range(4)]
        spans = [(2, 3), (3, 4), (2, 4)]
        for person, (begins, ends) in zip(people, spans, strict=False):
            assert given(post, person, since=date(2024, begins, 1), until=date(2024, ends, 1)).value
        assert codes(given(post, people[3], until=date(2024, 3, 2))) == ["post_full"]

    def test_one_person_one_post_at_a_time(self):
        one, other = factories_assistance.post(), factories_assistance.post(title="护林员")
        person = factories.member(factories.household())
        assert given(one, person).value
        assert codes(given(other, person)) == ["person_busy"]

    def test_a_holding_lies_within_its_post(self):
        person = factories.member(factories.household())
        reading = given(factories_assistance.post(), person, until=date(2026, 1, 1))
        assert codes(reading) == ["outside_post"]

    def test_who_died_holds_nothing(self):
        person = factories.member(factories.household(), died_on=date(2024, 1, 5))
        assert codes(given(factories_assistance.post(), person)) == ["person_gone"]

    def test_three_posts_of_a_household_are_warned_of(self):
        post, home = factories_assistance.post(places=3), factories.household()
        found = [codes(given(post, factories.member(home, relation="其他"))) for _ in range(3)]
        assert found == [[], [], ["many_posts"]]

    def test_places_are_not_taken_away_from_who_holds_them(self):
        post = factories_assistance.post(places=2)
        home = factories.household()
        for _ in range(2):
            assert given(post, factories.member(home, relation="其他")).value
        post.places = 1
        with pytest.raises(IntegrityError), transaction.atomic():
            post.save()

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"until": date(2024, 1, 1)}, "period_empty"),
            ({"kind": "of_old"}, "post_kind_unknown"),
            ({"places": 0}, "no_places"),
            ({"pay_month_fen": -1}, "amount_negative"),
            ({"pay_month_fen": 10**10}, "amount_absurd"),
        ],
    )
    def test_bad_posts_are_refused(self, wrong, code):
        plain = {
            "title": "保洁员",
            "employer": "村委会",
            "kind": "cleaning",
            "public_welfare": True,
            "pay_month_fen": 80_000,
            "places": 1,
            "since": date(2024, 1, 1),
            "until": None,
        }
        reading = operations.open_post(
            by=factories.account(),
            at=AT,
            act_id=uuid4(),
            place=VILLAGE,
            draft=operations.PostDraft(**{**plain, **wrong}),
        )
        assert codes(reading) == [code]

    def test_the_list_counts_who_holds_today(self):
        post, home = factories_assistance.post(places=3), factories.household()
        assert given(post, factories.member(home)).value
        (one,) = queries.posts(VILLAGE, ON)
        assert (one.held, len(queries.holders(one))) == (1, 1)


@pytest.mark.usefixtures("committed")
def test_two_who_take_the_last_place_at_once():
    with entered(Scope.everywhere()):
        post, home = factories_assistance.post(places=1), factories.household()
        people = [factories.member(home), factories.member(home, relation="配偶")]
    found, gate = [], threading.Barrier(2)

    def take(person):
        try:
            with entered(Scope.everywhere()):
                gate.wait()
                found.append(codes(given(post, person)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [[], ["post_full"]]
    with entered(Scope.everywhere()):
        assert PostHolding.objects.count() == 1
