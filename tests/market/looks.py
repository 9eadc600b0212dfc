"""The market inside a test, looked at in Chromium: accessible, never wider than the screen."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page, sync_playwright

DESK, PHONE = (1440, 900), (390, 844)
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


class Quiet(WSGIRequestHandler):
    """A server that does not bury the test's own words under a line for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The market's address while it runs in a thread of the test."""
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


@contextlib.contextmanager
def browsing(size: tuple[int, int], cookie: dict[str, str] | None = None) -> Iterator[Page]:
    """A page on a device of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
        )
        if cookie:
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def faults(page: Page, name: str) -> list[Any]:
    """Broken rules of accessibility, and whether the page scrolls sideways."""
    page.wait_for_load_state()
    folder = os.environ.get("SHOUWANG_PICTURES")
    if folder:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    found: list[Any] = [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in Axe().run(page)["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name} scrolls sideways")
    return found
