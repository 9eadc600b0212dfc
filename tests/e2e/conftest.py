"""Browsers and their sites on a busy machine: both wait long before they call it a failure."""

from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.site import CHROMIUM, DESK, FLAGS, PHONE

expect.set_options(timeout=60_000)
# Chromium opens a second connection when the first is not taken at once, and keeps the idle one: a
# server of one thread would listen to that one, and to nobody else.
WSGIServer.request_queue_size = 128


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse its database
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at the width of a desk and of a phone, on which no script may fail."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    context.close()
