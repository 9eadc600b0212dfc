"""The style guide in a real browser: both themes, both widths, keys, no script, paper."""

import re
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import include, path
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.site import CHROMIUM, DESK, FLAGS, PHONE, Quiet

pytestmark = pytest.mark.e2e

urlpatterns = [
    path("styleguide/", include("shouwang.site.styleguide")),
    path("i18n/", include("django.conf.urls.i18n")),
]

# Everything that needs the database is left out: the page reads none.
MIDDLEWARE = [
    "shouwang.site.middleware.content_security_policy",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
WIDTHS = {"desk": DESK, "phone": PHONE}


def _templates() -> list[dict[str, Any]]:
    """The site's templates without the context processors that ask the database."""
    base = settings.TEMPLATES[0]
    kept = ["request", "i18n"]
    processors = [f"django.template.context_processors.{name}" for name in kept]
    return [{**base, "OPTIONS": {**base["OPTIONS"], "context_processors": processors}}]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=_templates(),
        DEBUG=True,
        ALLOWED_HOSTS=["127.0.0.1"],
    ):
        handler = StaticFilesHandler(get_wsgi_application())
        with make_server("127.0.0.1", 0, handler, handler_class=Quiet) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}/styleguide/"
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def _context(browser: Browser, width: str = "desk", **more: Any) -> BrowserContext:
    across, down = WIDTHS[width]
    options: dict[str, Any] = {"locale": "zh-CN", "reduced_motion": "reduce", **more}
    return browser.new_context(viewport={"width": across, "height": down}, **options)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with _context(browser) as context:
        opened = context.new_page()
        opened.goto(address)
        yield opened


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_it_is_accessible_fits_and_breaks_no_policy(
    browser: Browser, address: str, width: str, theme: Any
) -> None:
    with _context(browser, width, color_scheme=theme) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".chart canvas")
        violations = {found["id"]: found["help"] for found in Axe().run(page)["violations"]}
        assert (said, violations) == ([], {})
        assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS[width][0]


def test_it_is_readable_without_script(browser: Browser, address: str) -> None:
    with _context(browser, "phone", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.click("#causes summary")
        assert page.inner_text("#causes tbody tr:first-child") == "因病\t43.8"
        assert page.locator(".js-only:visible").count() == 0
        page.click(".bottom a[href='#menu']")
        expect(page.locator(".side")).to_be_visible()
        page.click(".side .close")
        page.click("a[data-dialog='screen-now']")
        expect(page.locator("#screen-now")).to_be_visible()


def test_targets_on_a_phone_are_large_enough(browser: Browser, address: str) -> None:
    """Buttons and fields at least 44 px high; squares of the map at least 20 px with their gap."""
    with _context(browser, "phone") as context:
        page = context.new_page()
        page.goto(address)
        heights = "els => els.map(e => e.getBoundingClientRect().height).filter(h => h > 0)"
        buttons = page.locator(".button, button, select, .chip, .bottom a").evaluate_all(heights)
        tiles = page.locator(".tiles a rect").evaluate_all(heights)
        assert (min(buttons) >= 44, min(tiles) >= 20) == (True, True)


def test_the_theme_is_switched_and_kept(page: Page) -> None:
    page.click(".top .popup summary")
    page.click("[data-switch=theme]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(17, 21, 26)")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_english_is_complete_in_the_frame(page: Page) -> None:
    page.click(".top .popup summary")
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.inner_text(".skip") == "Skip to content"
    assert page.inner_text(".filters .primary") == "Filter"


def test_keys_move_through_the_table(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text("钟**")
    page.keyboard.press("x")
    expect(page.locator("[data-picked-count]").first).to_have_text("1")
    page.keyboard.press("k")
    expect(page.locator(":focus")).to_have_text("刘**")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_columns_and_density_are_remembered(page: Page) -> None:
    page.click(".columns-choice summary")
    page.uncheck("input[data-column=size]")
    page.check("input[data-column=helper]")
    page.click("[data-density-switch]")
    page.reload()
    expect(page.locator("td[data-column=size]").first).to_be_hidden()
    expect(page.locator("td[data-column=helper]").first).to_be_visible()
    expect(page.locator("[data-table=clues]").first).to_have_attribute("data-density", "dense")


def test_filters_live_in_the_address(page: Page) -> None:
    page.select_option("select[name=severity]", "3")
    page.click(".filters .primary")
    expect(page.locator(".chip").first).to_have_text("程度：紧急", use_inner_text=True)
    page.click(".chip")
    expect(page).not_to_have_url(re.compile("severity=3"))


def test_a_dialog_opens_and_gives_the_focus_back(page: Page) -> None:
    page.click("a[data-dialog=screen-now]")
    expect(page.locator("#screen-now[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("data-dialog", "screen-now")


def test_paper_leaves_out_what_cannot_be_pressed(page: Page) -> None:
    page.emulate_media(media="print")
    hidden = [".top", ".side", ".table-tools", ".filters form", ".page-head .actions"]
    assert [part for part in hidden if page.locator(part).first.is_visible()] == []
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
