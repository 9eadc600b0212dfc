"""Signing up, logging in, being shut out; an account of the watch is nobody here."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.members import operations
from shouwang.market.members.errors import MemberUnknown, NameTaken
from shouwang.market.members.models import Member, MemberSession

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
PASSWORD = "jingdan-chengzi"


@pytest.fixture
def member():
    return operations.sign_up(username="Mia", password=PASSWORD, display_name="小米", at=AT)


def test_a_member_signs_up_and_is_logged_in(client: Client):
    given = {"username": "mia01", "display_name": "小米", "password": PASSWORD}
    answer = client.post(reverse("member_sign_up"), {**given, "next": "https://evil.example/"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert Member.objects.get().username == "mia01"
    assert MemberSession.objects.get(member__username="mia01")
    assert "market_session" in answer.cookies
    again = Client().post(reverse("member_sign_up"), given)
    assert again.status_code == 422
    assert "已经有人用了" in again.content.decode()


def test_names_are_taken_once_whatever_the_case(member):
    with pytest.raises(NameTaken):
        operations.sign_up(username="mia", password=PASSWORD, display_name="二", at=AT)


def test_a_weak_password_is_refused_beside_its_field(client: Client):
    given = {"username": "mia01", "display_name": "小米", "password": "password"}
    page = client.post(reverse("member_sign_up"), given)
    assert "至少10个字符" in page.content.decode()
    assert not Member.objects.exists()


def test_too_many_wrong_tries_shut_a_name_out(member, client: Client):
    for _ in range(5):
        page = client.post(reverse("member_log_in"), {"username": "mia", "password": "wrong"})
        assert page.status_code == 422
    right = {"username": "mia", "password": PASSWORD, "address": None}
    assert operations.log_in(**right, at=datetime.now(UTC)) is None
    assert operations.log_in(**right, at=datetime(2030, 1, 1, tzinfo=UTC)) == member


def test_who_runs_the_market_is_said_once_and_ended_with_every_session(member, client: Client):
    client.post(reverse("member_log_in"), {"username": "mia", "password": PASSWORD})
    assert operations.set_operator(username=" Mia", is_operator=True)
    assert not operations.set_operator(username="mia", is_operator=True)
    assert client.get(reverse("operator")).status_code == 200
    assert operations.set_operator(username="mia", is_operator=False)
    assert not MemberSession.objects.filter(member=member).exists()
    assert client.get(reverse("operator")).status_code == 302
    with pytest.raises(MemberUnknown):
        operations.set_operator(username="nobody", is_operator=True)


def test_another_password_ends_every_other_session(member, client: Client):
    other = Client()
    for one in (client, other):
        one.post(reverse("member_log_in"), {"username": "mia", "password": PASSWORD})
    given = {"old": PASSWORD, "new": "baihua-fengmi", "again": "baihua-fengmi"}
    assert client.post(reverse("member_password"), given).status_code == 302
    assert client.get(reverse("member_password")).status_code == 200
    assert other.get(reverse("member_password")).status_code == 302
    assert operations.log_in(username="mia", password=PASSWORD, address=None, at=AT) is None
    assert operations.log_in(username="mia", password="baihua-fengmi", address=None, at=AT)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"old": "not-the-old-one"}, "现在的密码不对"),
        ({"again": "baihua-fengmj"}, "两次输入的新密码不一样"),
        ({"new": "duanduan", "again": "duanduan"}, "至少10个字符"),
        ({"new": PASSWORD, "again": PASSWORD}, "新密码和现在的一样"),
        ({"new": "mia-baihua-fengmi", "again": "mia-baihua-fengmi"}, "不能包含用户名"),
    ],
)
def test_another_password_is_refused_beside_its_field(member, client: Client, changed, words):
    client.post(reverse("member_log_in"), {"username": "mia", "password": PASSWORD})
    given = {"old": PASSWORD, "new": "baihua-fengmi", "again": "baihua-fengmi", **changed}
    page = client.post(reverse("member_password"), given)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert member.password == Member.objects.get(pk=member.pk).password


def test_who_forgot_the_password_is_given_one_by_the_command_line(member, client: Client):
    client.post(reverse("member_log_in"), {"username": "mia", "password": PASSWORD})
    made = operations.reset_password(username=" Mia")
    assert client.get(reverse("member_password")).status_code == 302
    assert operations.log_in(username="mia", password=made, address=None, at=AT)
    with pytest.raises(MemberUnknown):
        operations.reset_password(username="nobody")
