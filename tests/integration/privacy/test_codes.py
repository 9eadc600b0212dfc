"""Codes of self-service: once, for a while, few tries, the same answer for known and unknown."""

from datetime import timedelta

import pytest
from tests import factories, factories_privacy

from shouwang.kernel.journal.models import JournalEntry
from shouwang.watch.privacy import operations, senders
from shouwang.watch.privacy.errors import CodesExhausted
from shouwang.watch.privacy.models import Code, Try
from shouwang.watch.privacy.rules import ACCESS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT, IDENTITY, ADDRESS = factories.AT, "360781198506240226", "10.0.0.1"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person():
    return factories.person(factories.household(), identity=IDENTITY)


def issue(person, at=AT):
    return operations.issue_code(by=factories.account(), at=at, person=person).code


def redeem(code, *, identity=IDENTITY, address=ADDRESS, at=AT):
    return operations.redeem(identity=identity, code=code, address=address, at=at)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_opens_once_for_its_person(person):
    code = issue(person)
    assert redeem(wrong(code)) is None
    visitor = redeem(f" {code} ", identity=IDENTITY.lower())
    assert (visitor.person, visitor.place) == (person.pk, person.region_code)
    assert redeem(code) is None
    acts = JournalEntry.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["privacy.issue_code", "privacy.self_service"]


def test_a_code_is_kept_neither_in_the_clear_nor_beside_a_name(person, owner):
    code = issue(person)
    kept = Code.objects.values().get()
    words = " ".join(str(value) for value in kept.values())
    assert [IDENTITY in words, code in words.replace("-", ""), person.number in words] == [
        False, False, False
    ]  # fmt: skip
    assert repr(kept["holder"]) == "Secret(***)"


def test_a_code_ends_after_its_time_and_with_a_newer_one(person):
    old = issue(person)
    assert redeem(old, at=AT + ACCESS.valid) is None
    first, second = issue(person), issue(person, AT + MINUTE)
    assert first == second or redeem(first, at=AT + MINUTE) is None
    assert redeem(second, at=AT + MINUTE) is not None


def test_after_five_wrong_tries_the_right_code_is_refused_until_the_window_ends(person):
    code = issue(person)
    assert [redeem(wrong(code)) for _ in range(ACCESS.tries)] == [None] * ACCESS.tries
    assert redeem(code) is None
    assert Try.objects.filter(outcome="locked").count() == 1
    later = AT + ACCESS.window + MINUTE
    assert redeem(issue(person, later), at=later) is not None


def test_an_address_is_shut_out_after_many_numbers():
    for n in range(ACCESS.per_address):
        redeem("000000", identity=f"36078119850624{n:04}")
    assert Try.objects.filter(outcome="locked").count() == 0
    redeem("000000", identity="360781198506249999")
    assert Try.objects.filter(outcome="locked").count() == 1


def test_an_unknown_number_takes_the_same_steps_as_a_known_one(person, django_assert_num_queries):
    issue(person)
    with django_assert_num_queries(9):
        redeem("000000", address=None)
    with django_assert_num_queries(9):
        redeem("000000", address=None, identity="360781199999999999")


def test_a_day_has_so_many_codes(person):
    for n in range(ACCESS.codes_a_day):
        issue(person, AT + n * MINUTE)
    with pytest.raises(CodesExhausted):
        issue(person, AT + timedelta(hours=1))
    issue(person, AT + timedelta(days=2))


@pytest.fixture
def gateway(settings):
    settings.SHOUWANG_CODE_SENDER = "tests.factories_privacy.Gateway"
    senders.sender.cache_clear()
    factories_privacy.Gateway.sent.clear()
    yield factories_privacy.Gateway
    senders.sender.cache_clear()


def send(identity=IDENTITY):
    operations.send_code(identity=identity, address=ADDRESS, at=AT)


def test_a_gateway_sends_to_the_telephone_that_is_held(gateway):
    factories.person(factories.household(), identity=IDENTITY, telephone="13800001234")
    send()
    [(telephone, code)] = gateway.sent
    assert telephone == "13800001234"
    assert redeem(code) is not None


def test_nothing_is_sent_to_nobody_and_the_broken_gateway_stays_quiet(gateway, caplog):
    factories.person(factories.household(), identity=IDENTITY)  # without a telephone
    send()
    send("360781199999999999")
    assert gateway.sent == []
    factories.person(factories.household(), identity="360781198506240234", telephone=gateway.BROKEN)
    send("360781198506240234")
    assert [record.message for record in caplog.records] == ["the code sender failed"]
    assert gateway.BROKEN not in caplog.text


def test_without_a_gateway_nothing_is_sent(person):
    send()
    assert not Code.objects.exists()
