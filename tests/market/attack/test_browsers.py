"""What browsers are told and asked: headers, cookies, tokens, hosts, where one goes on."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from shouwang.market.members import operations
from shouwang.market.members.asking import address_of
from shouwang.market.members.models import LogInTry, MemberSession
from shouwang.market.supply.models import PassTry

pytestmark = pytest.mark.django_db
PASSWORD = "jingdan-chengzi"


@pytest.fixture
def member():
    at = datetime(2026, 5, 6, 2, tzinfo=UTC)
    return operations.sign_up(username="mia", password=PASSWORD, display_name="小米", at=at)


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/nothing/", 404), ("/pay/notices/x/", 405), ("/cart/", 200)]
)
def test_every_answer_carries_the_headers(client: Client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["Cache-Control"], answer["X-Frame-Options"]) == ("no-store", "DENY")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_so_do_the_pages_of_refusals_and_errors(monkeypatch):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    refused = strict.post(reverse("member_log_in"), {"username": "mia", "password": "x"})
    stray = strict.get("/", headers={"host": "evil.example"})
    monkeypatch.setattr("shouwang.market.catalogue.queries.search", lambda *_a, **_k: 1 / 0)
    broken = strict.get("/")
    assert [one.status_code for one in (refused, stray, broken)] == [403, 400, 500]
    for answer in (refused, stray, broken):
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "<style" not in answer.content.decode()
        assert "evil.example" not in answer.content.decode()


def test_cookies_are_of_the_market_alone_and_out_of_reach_of_scripts(client: Client):
    given = {"username": "mia01", "display_name": "小米", "password": PASSWORD}
    answer = client.post(reverse("member_sign_up"), given)
    session, said = answer.cookies["market_session"], answer.cookies["market_messages"]
    for cookie in (session, said):
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert not {"sessionid", "messages", "csrftoken"} & answer.cookies.keys()
    assert settings.CSRF_COOKIE_NAME == "market_csrf"


def test_a_session_that_somebody_else_began_is_not_gone_on_with(member):
    victim = Client()
    victim.get(reverse("household_sign_in"))
    session = victim.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    victim.cookies["market_session"] = planted
    given = {"username": "mia", "password": PASSWORD}
    assert victim.post(reverse("member_log_in"), given).status_code == 302
    assert victim.cookies["market_session"].value != planted
    assert not MemberSession.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x00"],
)
def test_nobody_is_sent_elsewhere(member, wanted):
    given = {"username": "mia", "password": PASSWORD, "next": wanted}
    for path in (reverse("member_log_in"), reverse("set_language")):
        answer = Client().post(path, {**given, "language": "en"})
        assert (answer.status_code, answer["Location"]) == (302, "/")


def test_tries_are_counted_by_who_asks_and_not_by_the_proxy(settings, client: Client):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    client.post(reverse("member_log_in"), {"username": "a", "password": "b"}, headers=behind)
    household = {"number": "L00000001", "secret": "ABCDEFGH"}
    client.post(reverse("household_sign_in"), household, headers=behind)
    assert LogInTry.objects.get().address == "198.51.100.7"
    assert PassTry.objects.get().address == "198.51.100.7"


def test_without_a_proxy_what_a_browser_claims_is_not_believed():
    asked = RequestFactory().get("/", headers={"x-forwarded-for": "203.0.113.9"})
    assert address_of(asked) == "127.0.0.1"


def test_whether_a_name_or_a_household_is_known_is_not_told(member):
    told = set()
    for name in ("mia", "zzz"):
        page = Client().post(reverse("member_log_in"), {"username": name, "password": "wrong"})
        told.add((page.status_code, *page.context["form"].non_field_errors()))
    assert len(told) == 1
