"""A village cadre's morning on a phone: a dossier opened, put right, looked back.

The site runs inside the test on a family of five.
"""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import psycopg
import pytest
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from shouwang.kernel.scope import Scope, entered
from shouwang.people import demonstration
from tests import factories_registry

pytestmark = pytest.mark.e2e

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
VILLAGE = "360781102201"
PLACES = (
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    (VILLAGE, "洗心村", 5),
    ("360781103000", "黄柏乡", 4),
)
PLACE = """
INSERT INTO regions_division (scheme, code, name, short_name, initials, level, parent_code,
                              urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, '', %s, '', '', '[2000-01-01,)', 'test')
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """One line per request would bury the test's own words."""


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with the demonstration accounts and one family, on a port of its own."""
    demonstration.create()
    for code, name, level in PLACES:
        owner.execute(PLACE, [code, name, name, level])
    with entered(Scope.everywhere()):
        factories_registry.family(number="H3607811022010001", region_code=VILLAGE)
    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:

        def serve() -> None:
            server.serve_forever()
            connections.close_all()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse its database
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/")
    page.fill("input[name=login]", "cun")
    page.fill("input[name=password]", "shouwang-demo-2024")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    yield page
    context.close()


def _looks_right(page: Page, name: str) -> None:
    """No sideways scroll, nothing that a screen reader stumbles over; a picture for people."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page)["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"dossier-{name}.png", full_page=True)


def test_a_cadre_puts_a_telephone_right_and_registers_a_birth(phone: Page) -> None:
    phone.goto("/households/H3607811022010001/")
    _looks_right(phone, "phone")

    with phone.expect_navigation():
        phone.get_by_role("link", name="更正电话").click()
    _looks_right(phone, "telephone-phone")
    phone.get_by_label("联系电话").fill("138 0000 1234")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator(".who")).to_contain_text("138****1234")
    expect(phone.locator("#history")).to_contain_text("入户核实")

    phone.get_by_role("link", name="出生", exact=True).click()
    phone.get_by_label("姓名").fill("张新")
    phone.get_by_label("与户主关系").select_option("之女")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator("#members")).to_contain_text("张新")
    _looks_right(phone, "after-birth-phone")

    today = timezone.localdate()
    phone.goto(f"/households/H3607811022010001/?on={date(today.year - 1, 12, 31)}")
    expect(phone.locator("#members")).not_to_contain_text("张新")
    expect(phone.locator(".who")).to_contain_text("没有电话")


def test_what_cannot_be_is_refused_beside_its_field(phone: Page) -> None:
    phone.goto("/households/H3607811022010001/act/death/")
    phone.get_by_label("去世的成员").select_option(label="张三（户主）")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator(".error-summary")).to_contain_text("请指定一名在户成员为新户主")
    _looks_right(phone, "refused-phone")
    phone.get_by_label("新户主").select_option(label="李四（配偶）")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator("h1")).to_contain_text("李四户")
