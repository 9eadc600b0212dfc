"""Pairs by hand, hand-over on leaving, and what the database itself refuses."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from tests import factories, factories_pairing

from shouwang.messaging.models import Message
from shouwang.watch.pairing import operations, queries
from shouwang.watch.pairing.models import Helper, Pairing
from shouwang.watch.pairing.rules import Row

pytestmark = pytest.mark.django_db
AT = factories.AT
ROW = Row("王力", "水利局", "科员", "staff", "13800001234", factories.VILLAGE)


def registered(**given):
    return factories.household(registered_on=date(2014, 1, 1), **given)


def by_hand(office, home, helper, *, seen=None, act=None, **given):
    return operations.pair(
        by=office,
        at=given.pop("at", AT),
        act_id=act or uuid4(),
        number=home.number,
        helper=helper.pk,
        seen=seen,
        note="",
        **given,
    )


def leave(office, helper, *, successor=None, **given):
    return operations.hand_over(
        by=office,
        at=AT,
        act_id=uuid4(),
        number=helper.pk,
        successor=successor,
        note="调动",
        **given,
    )


def test_a_household_gets_another_helper_and_keeps_its_history(office):
    home, one, other = registered(), factories_pairing.helper(), factories_pairing.helper()
    first = factories_pairing.pairing(home, office, one)
    made = by_hand(office, home, other, seen=first.pk).value
    assert [pair.helper_id for pair in queries.history_of(home)] == [other.pk, one.pk]
    first.refresh_from_db()
    assert first.during.upper == made.during.lower == AT


def test_a_second_click_has_no_second_effect(office):
    home, helper, act = registered(), factories_pairing.helper(), uuid4()
    first = by_hand(office, home, helper, act=act)
    again = by_hand(office, home, helper, act=act, at=AT + timedelta(minutes=1))
    assert (again.value, Pairing.objects.count()) == (first.value, 1)


def test_two_cadres_at_once_the_second_is_shown_the_first(office):
    home, one, other = registered(), factories_pairing.helper(), factories_pairing.helper()
    by_hand(office, home, one)
    reading = by_hand(office, home, other, seen=None, at=AT + timedelta(minutes=1))
    assert [finding.code for finding in reading.findings] == ["changed_meanwhile"]


def test_above_the_quota_asks_once(office):
    helper = factories_pairing.helper()
    for _ in range(3):
        factories_pairing.pairing(registered(), office, helper)
    home = registered()
    assert [one.code for one in by_hand(office, home, helper).findings] == ["above_quota"]
    assert by_hand(office, home, helper, confirmed=True).value is not None


def test_who_leaves_hands_over_and_no_household_is_without(office):
    leaver, near = factories_pairing.helper(), factories_pairing.helper()
    homes = [registered() for _ in range(3)]
    for home in homes:
        factories_pairing.pairing(home, office, leaver)
    assert leave(office, leaver).value.ended_on == timezone.localdate(AT)
    open_pairs = Pairing.objects.filter(queries.NOW)
    assert {pair.helper_id for pair in open_pairs} == {near.pk}
    ended = Pairing.objects.exclude(queries.NOW)
    assert {pair.during.upper for pair in ended} == {pair.during.lower for pair in open_pairs}


def test_with_too_little_room_nobody_leaves(office):
    leaver, near = factories_pairing.helper(), factories_pairing.helper()
    for _ in range(3):
        factories_pairing.pairing(registered(), office, leaver)
    factories_pairing.pairing(registered(), office, near)
    reading = leave(office, leaver)
    assert [finding.code for finding in reading.findings] == ["no_room"]
    assert Helper.objects.get(pk=leaver.pk).ended_on is None
    named = leave(office, leaver, successor=near.pk)
    assert [finding.code for finding in named.findings] == ["above_quota"]
    assert leave(office, leaver, successor=near.pk, confirmed=True).value is not None


def test_a_list_twice_registers_everybody_once(office):
    done = [operations.take_list(by=office, at=AT, rows=[ROW]) for _ in range(2)]
    assert ([one.new for one in done], Helper.objects.count()) == ([1, 0], 1)
    assert Helper.objects.get().telephone == "13800001234"


def test_the_database_lets_nobody_rewrite_a_pair(office):
    home, helper = registered(), factories_pairing.helper()
    pair = factories_pairing.pairing(home, office, helper)
    begun = pair.during.lower
    for change in (
        {"helper_name": "别人"},
        {"during": DateTimeTZRange(begun - timedelta(days=1), None)},
    ):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            Pairing.objects.filter(pk=pair.pk).update(**change)
    Pairing.objects.filter(pk=pair.pk).update(during=DateTimeTZRange(begun, AT))
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Pairing.objects.filter(pk=pair.pk).update(during=DateTimeTZRange(begun, None))


def test_a_household_has_one_helper_at_a_time(office):
    home = registered()
    factories_pairing.pairing(home, office, factories_pairing.helper())
    with pytest.raises(IntegrityError, match="one_helper_at_a_time"), transaction.atomic():
        factories_pairing.pairing(home, office, factories_pairing.helper())


def test_a_helper_with_an_account_is_told_once(office):
    home, act = registered(), uuid4()
    helper = factories_pairing.helper(account=office)
    for minutes in (0, 1):
        by_hand(office, home, helper, act=act, at=AT + timedelta(minutes=minutes))
    assert Message.objects.filter(account=office, kind="pairing").count() == 1
