"""A form posted after the session ended: the words come back, nothing is submitted by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html
from tests.integration.people.factories import PASSWORD, someone
from tests.integration.people.test_sessions import logged_in, moved

from shouwang.people import typed
from shouwang.people.models import Account, AccountSession
from shouwang.people.rules import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

WORDS = {
    "username": "zhang",
    "display_name": "张<三>",
    "kind": "township_clerk",
    "telephone": "13800000000",
}


@pytest.fixture(autouse=True)
def office(db: None) -> Account:
    return someone("office", Kind.COUNTY_OFFICE)


def page(response: Any) -> Any:
    return lxml_html.fromstring(response.content.decode())


def posted_late(client: Client, url: str, words: dict[str, str]) -> Any:
    """The answer to the words when they come an hour after the last look at a page."""
    moved(client, seen_at=timedelta(hours=1))
    return client.post(url, words, headers={"referer": f"http://testserver{url}"})


def form_of(response: Any) -> dict[str, str]:
    """What a browser would send back of the log-in page."""
    form = page(response).xpath("//form[.//input[@name='password']]")[0]
    return {one.get("name"): one.get("value") or "" for one in form.xpath(".//input")}


def log_in(
    client: Client, response: Any, username: str = "office", password: str = PASSWORD
) -> Any:
    fields = form_of(response) | {"login": username, "password": password}
    return client.post(reverse("account_login"), fields)


def test_the_words_come_back_into_the_form() -> None:
    client, url, before = logged_in("office"), reverse("people_engage"), Account.objects.count()
    asked = posted_late(client, url, WORDS)
    carried = form_of(asked)
    assert carried["next"] == url
    assert "张" not in carried["typed"]
    failed = log_in(client, asked, password="wrong-password")
    assert form_of(failed)["typed"] == carried["typed"]
    answer = log_in(client, failed)
    assert answer.headers["Location"] == url
    assert "张" not in str(dict(client.session.items()))
    again = page(client.get(url))
    assert again.xpath("//input[@name='display_name']/@value") == ["张<三>"]
    assert again.xpath("//select[@name='kind']/option[@selected]/@value") == ["township_clerk"]
    assert again.xpath("//div[@id='typed']")
    assert Account.objects.count() == before


def test_they_are_gone_after_the_form_is_posted() -> None:
    client, url = logged_in("office"), reverse("people_engage")
    log_in(client, posted_late(client, url, WORDS))
    assert page(client.get(url)).xpath("//div[@id='typed']")
    client.post(url, WORDS | {"display_name": ""})
    assert typed.FIELD not in client.session
    assert not page(client.get(url)).xpath("//div[@id='typed']")


def test_another_account_does_not_see_them() -> None:
    someone("other", Kind.COUNTY_OFFICE)
    client, url = logged_in("office"), reverse("people_engage")
    log_in(client, posted_late(client, url, WORDS), "other")
    assert page(client.get(url)).xpath("//input[@name='display_name']/@value") == []


def test_a_page_that_is_closed_to_the_account_gives_the_words_alone() -> None:
    client, url = logged_in("office"), reverse("people_engage")
    AccountSession.objects.all().delete()
    asked = client.post(url, WORDS, headers={"referer": f"http://testserver{url}"})
    someone("village", Kind.VILLAGE_CADRE)
    log_in(client, asked, "village")
    again = client.get(url)
    assert "张&lt;三&gt;" in again.content.decode()
    assert typed.FIELD not in client.session


def test_what_asks_for_a_password_is_not_kept() -> None:
    client, url = logged_in("office"), reverse("account_change_password")
    asked = posted_late(client, url, {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(reverse("account_login"))


def test_a_part_of_a_page_is_answered_with_a_sentence() -> None:
    client, url = logged_in("office"), reverse("people_engage")
    moved(client, seen_at=timedelta(hours=1))
    answer = client.post(url, WORDS, headers={"HX-Request": "true"})
    assert "<" not in answer.content.decode()


def test_what_is_too_long_is_said_not_to_be_kept() -> None:
    client, url = logged_in("office"), reverse("people_engage")
    asked = posted_late(client, url, WORDS | {"reason": "长" * typed.LONGEST})
    assert "typed" not in form_of(asked)
    assert page(asked).xpath("//p[contains(@class, 'warning')]")


@pytest.mark.parametrize("text", ["", "nonsense", "AAAA"])
def test_what_is_not_ours_is_nothing(text: str) -> None:
    client, url = Client(), reverse("people_engage")
    fields = {"login": "office", "password": PASSWORD, "next": url, "typed": text}
    assert client.post(reverse("account_login"), fields).headers["Location"] == url
    assert client.get(url).status_code == 200


def test_what_is_a_day_old_is_nothing(rf: Any) -> None:
    now = timezone.now()
    text = typed.sealed(rf.post("/people/new/", WORDS), owner=None, at=now - timedelta(days=1))
    assert typed.unsealed(text, at=now) is None


def test_an_older_log_in_s_token_gives_the_form_filled_and_a_stranger_s_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="office"))
    url = reverse("people_engage")
    stranger = client.post(url, WORDS, headers={"origin": "https://example.org"})
    assert stranger.status_code == 403
    answer = client.post(url, WORDS, headers={"origin": "http://testserver"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    assert page(client.get(url)).xpath("//input[@name='display_name']/@value") == ["张<三>"]
