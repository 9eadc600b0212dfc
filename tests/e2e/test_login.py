"""Log-in, one's own account and the page of people, in a real browser, wide and narrow."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import psycopg
import pytest
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from shouwang.people import demonstration

pytestmark = pytest.mark.e2e

WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
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
PLACES = [
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    ("360781102201", "洗心村", 5),
    ("360781103000", "黄柏乡", 4),
]
PLACE = """
INSERT INTO regions_division (scheme, code, name, short_name, initials, level, parent_code,
                              urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, '', %s, '', '', '[2000-01-01,)', 'test')
"""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """One line per request would bury the test's own words."""


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with the demonstration accounts, on a port of its own."""
    demonstration.create()
    for code, name, level in PLACES:
        owner.execute(PLACE, [code, name, name, level])
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
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=list(WIDTHS))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = WIDTHS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    yield page
    assert page.errors == []  # type: ignore[attr-defined]
    context.close()


def look(page: Page, name: str) -> None:
    """No sideways scroll, no broken accessibility rule; a picture where one is asked for."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{name} scrolls sideways"
    violations = Axe().run(page)["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
    folder = os.environ.get("SHOUWANG_PICTURES")
    if folder:
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)


def log_in(page: Page, address: str, username: str, password: str, then: str) -> None:
    page.goto(f"{address}/account/login/?next={then}")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def test_log_in_and_look_at_one_s_account(page: Page, address: str) -> None:
    page.goto(f"{address}/account/login/")
    expect(page.get_by_role("heading", name="演示县账号")).to_be_visible()
    look(page, "login")
    log_in(page, address, "xian", "wrong-password", "/account/")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    look(page, "login-wrong")
    log_in(page, address, "xian", demonstration.PASSWORD, "/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("县办 刘主任")
    expect(page.get_by_text("本机")).to_be_visible()
    look(page, "account")


def test_the_office_engages_a_clerk_who_changes_the_password(page: Page, address: str) -> None:
    log_in(page, address, "xian", demonstration.PASSWORD, "/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("人员与职责")
    look(page, "people")
    page.get_by_role("link", name="新增人员").click()
    page.get_by_label("用户名").fill("lihua")
    page.get_by_label("姓名").fill("李花")
    page.get_by_label("职责").select_option("township_clerk")
    page.get_by_label("地区").select_option("360781103000")
    look(page, "engage")
    page.get_by_label("事由").fill("分工〔2024〕3号")
    page.get_by_role("button", name="建账号").click()
    password = page.locator("#new-password").inner_text()
    look(page, "password")
    page.get_by_role("link", name="已告诉本人").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("李花")
    look(page, "person")
    page.context.clear_cookies()
    log_in(page, address, "lihua", password, "/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    look(page, "change-password")
    page.get_by_label("当前密码").fill(password)
    page.get_by_label("新密码", exact=True).fill("tea-oil-and-oranges")
    page.get_by_label("再输一遍新密码").fill("tea-oil-and-oranges")
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("李花")
    page.goto(f"{address}/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("您不能查看这一页")
    page.goto(f"{address}/account/two-step/activate/")
    look(page, "confirm")
    page.get_by_label("密码").fill("tea-oil-and-oranges")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("开启两步验证")
    look(page, "two-step")


def test_five_wrong_passwords_and_the_office_unlocks(page: Page, address: str) -> None:
    for _ in range(5):
        log_in(page, address, "cun", "wrong-password", "/account/")
    log_in(page, address, "cun", demonstration.PASSWORD, "/account/")
    expect(page.get_by_role("alert")).to_contain_text("登录失败次数过多")
    log_in(page, address, "xian", demonstration.PASSWORD, "/people/cun/")
    expect(page.get_by_text("已锁定")).to_be_visible()
    look(page, "locked")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("已解锁")).to_be_visible()
    page.context.clear_cookies()
    log_in(page, address, "cun", demonstration.PASSWORD, "/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("洗心村 赖书记")
