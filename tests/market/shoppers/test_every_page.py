"""Every page that shoppers and households see: well formed, cheap, and usable by everybody."""

import os
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories_market_shopping import OPENED, Shopping, shopping
from tests.market.looks import PHONE, browsing, faults, serving

pytestmark = pytest.mark.usefixtures("committed")
MOST_STATEMENTS = 15
NARROW = (360, 740)
HIDDEN = ("hidden", "submit", "button")


@pytest.fixture
def shopper(superuser) -> Iterator[Shopping]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    yield shopping(superuser)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def clients(shopper):
    buyer, phone = Client(), Client()
    buyer.force_login(shopper.member)
    session = phone.session
    session[OPENED] = shopper.opened()
    session.save()
    return [(Client(), shopper.public), (buyer, shopper.own), (phone, shopper.household)]


class Page(HTMLParser):
    """What of a page can be wrong without anybody seeing it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.wrong: list[str] = []
        self.language = self.title = ""
        self._in_label = self._in_title = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        self._in_label += tag == "label"
        self._in_title += tag == "title"
        if tag == "img" and "alt" not in given:
            self.wrong.append(f"no alt: {given}")
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"inline style or script: {tag} {given}")
        is_field = tag in ("select", "textarea") or (
            tag == "input" and given.get("type", "text") not in HIDDEN
        )
        if is_field and not self._in_label and "aria-label" not in given:
            self.fields.append(given)

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"
        self._in_title -= tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def faults(self) -> list[str]:
        found = list(self.wrong)
        found += [f"unlabelled: {one}" for one in self.fields if one.get("id") not in self.labelled]
        found += [f"id twice: {name}" for name, count in self.ids.items() if count > 1]
        found += [f"{tag}: {self.tags[tag]}" for tag in ("h1", "main") if self.tags[tag] != 1]
        found += [f"no {tag}" for tag in ("header", "footer") if not self.tags[tag]]
        if not self.language or not self.title.split("·")[0].strip():
            found.append("no language or no title")
        return found


def test_every_page_is_whole_and_costs_few_statements(shopper):
    wrong = {}
    for client, pages in clients(shopper):
        for name, path in pages.items():
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            found = Page(answer.content.decode()).faults()
            if len(asked) > MOST_STATEMENTS:
                found.append(f"{len(asked)} statements")
            if answer.status_code != 200:
                found.append(str(answer.status_code))
            if found:
                wrong[name] = found
    assert wrong == {}


def test_every_page_in_english_is_english(shopper):
    for client, pages in clients(shopper):
        for path in pages.values():
            answer = client.get(path, headers={"accept-language": "en"})
            assert '<html lang="en"' in answer.content.decode()


@pytest.mark.parametrize("size", [NARROW, PHONE, (768, 1024)])
def test_every_page_is_accessible_and_never_wider_than_the_screen(shopper, size):
    found = {}
    with serving() as address:
        for client, pages in clients(shopper):
            kept = client.cookies.get("market_session")
            cookie = {
                "name": "market_session", "value": kept.value if kept else "",
                "domain": "127.0.0.1", "path": "/",
            }  # fmt: skip
            with browsing(size, cookie if kept else None) as page:
                for name, path in pages.items():
                    page.goto(address + path)
                    if wrong := faults(page, name):
                        found[name] = wrong
    assert found == {}
