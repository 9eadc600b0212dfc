"""Findings explained by the township and judged by the county, a difference settled on a phone."""

import os
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
from playwright.sync_api import Browser, Page, expect, sync_playwright

from shouwang.kernel.scope import Scope, entered
from shouwang.people import demonstration
from shouwang.watch.quality import operations
from tests import factories

pytestmark = pytest.mark.e2e

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
PLACES = [
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    (VILLAGE, "洗心村", 5),
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
    """The site with two doubtful households, checked, on a port of its own."""
    demonstration.create()
    for code, name, level in PLACES:
        owner.execute(PLACE, [code, name, name, level])
    _doubtful_households()
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


def _doubtful_households() -> None:
    with entered(Scope.everywhere()):
        for number, name, amount in (("H1", "某甲", 40_000_000), ("H2", "某乙", 50_000_000)):
            home = factories.household(number=number, region_code=VILLAGE, head_name=name, size=1)
            factories.member(
                home,
                name=name,
                number=f"P{number}",
                telephone="13907970001",
                identity=None,
                education="初中",
            )
            factories.income(home, month=date(2024, 5, 1), amount_fen=amount)
        run = operations.request_check(
            by=None, at=factories.AT, region_code="360781000000", as_of=factories.ON
        )
    operations.check_place(run.pk)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse its database
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser: Browser, size: tuple[int, int], address: str, username: str) -> Page:
    """A page of somebody who has logged in."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/account/login/?next=/quality/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(demonstration.PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    return page


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


def test_a_township_explains_and_the_county_judges(browser: Browser, address: str) -> None:
    clerk = opened(browser, DESK, address, "xiangzhen")
    expect(clerk.get_by_role("heading", level=1)).to_have_text("数据质量")
    look(clerk, "quality")
    clerk.get_by_role("link", name="工资过大").click()
    expect(clerk.locator("tbody tr")).to_have_count(2)
    look(clerk, "findings")
    clerk.locator("input[data-pick-all]").check()
    clerk.get_by_role("button", name="说明所选").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("说明 2 个疑点")
    clerk.get_by_label("情况说明").fill("年底结清工程款，附合同")
    look(clerk, "explain")
    clerk.get_by_role("button", name="提交说明").click()
    expect(clerk.locator("#toasts")).to_contain_text("已提交 2 条说明")

    office = opened(browser, DESK, address, "xian")
    office.goto(f"{address}/quality/findings/?state=explained")
    with office.expect_navigation():
        office.get_by_role("link", name="某甲").click()
    look(office, "finding")
    office.get_by_role("button", name="认可").click()
    expect(office.locator("#toasts")).to_contain_text("已认可 1 条说明")
    office.goto(f"{address}/quality/findings/?state=explained")
    office.get_by_role("link", name="某乙").click()
    office.get_by_label("退回意见").fill("请附合同照片")
    office.get_by_role("button", name="退回").click()
    expect(office.locator("#toasts")).to_contain_text("已退回 1 条说明")
    clerk.goto(f"{address}/quality/findings/?rule=wage_too_large")
    expect(clerk.locator("tbody")).to_contain_text("请附合同照片")


def test_a_cadre_settles_a_difference_on_a_phone(browser: Browser, address: str) -> None:
    cadre = opened(browser, PHONE, address, "cun")
    look(cadre, "quality")
    cadre.goto(f"{address}/quality/consistency/households/H1/")
    cadre.get_by_label("家庭人口").fill("3人")
    cadre.get_by_label("返贫风险").fill("因病")
    look(cadre, "statements")
    cadre.get_by_role("button", name="保存并比对").click()
    expect(cadre.locator("#toasts")).to_contain_text("已登记 2 项")
    look(cadre, "consistency")
    with cadre.expect_navigation():
        cadre.get_by_role("link", name="某甲").last.click()
    look(cadre, "difference")
    cadre.get_by_label("入户核实").check()
    cadre.get_by_label("理由").fill("入户看了出院小结")
    cadre.get_by_role("button", name="核定").click()
    expect(cadre.locator("#toasts")).to_contain_text("已核定")
    expect(cadre.locator(".panel").first).to_contain_text("以此为准")
