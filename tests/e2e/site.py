"""The site inside a test: on a port of its own, on a few invented places, looked at in Chromium."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import psycopg
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page

from shouwang.people import demonstration

DESK, PHONE = (1440, 900), (390, 844)
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
VILLAGE = "360781102201"
PLACES = (
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    (VILLAGE, "洗心村", 5),
)
OTHER_TOWNSHIP = ("360781103000", "黄柏乡", 4)
_PLACE = """
INSERT INTO regions_division (scheme, code, name, short_name, initials, level, parent_code,
                              urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, '', %s, '', '', '[2000-01-01,)', 'test')
"""


class Quiet(WSGIRequestHandler):
    """A server that does not bury the test's own words under a line for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""


def prepare(owner: psycopg.Connection, *further: tuple[str, str, int]) -> None:
    """The demonstration accounts, and a county with a township and a village."""
    demonstration.create()
    for code, name, level in (*PLACES, *further):
        owner.execute(_PLACE, [code, name, name, level])


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The site's address while it runs in a thread of the test."""
    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:

        def serve() -> None:
            server.serve_forever()
            connections.close_all()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def opened(
    browser: Browser, size: tuple[int, int], address: str, username: str = "", then: str = "/"
) -> Page:
    """A page on a device of its own; of somebody who has logged in where a name is given."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    if username:
        log_in(page, address, username, then)
    return page


def log_in(
    page: Page, address: str, username: str, then: str, password: str = demonstration.PASSWORD
) -> None:
    """Log in and come to a page."""
    page.goto(f"{address}/account/login/?next={then}")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def look(page: Page, name: str) -> None:
    """No sideways scroll, no broken accessibility rule; a picture where one is asked for."""
    page.wait_for_load_state()
    folder = os.environ.get("SHOUWANG_PICTURES")
    if folder:
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{name} scrolls sideways: {page.evaluate(_TOO_WIDE)}"
    violations = Axe().run(page)["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


_TOO_WIDE = """() => [...document.querySelectorAll("main *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"""
