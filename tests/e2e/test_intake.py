"""A clerk's list with an error: found, downloaded, corrected, merged; a department's on a phone."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import psycopg
import pytest
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from python_calamine import CalamineWorkbook

from shouwang.kernel.scope import Scope, entered
from shouwang.people import demonstration
from shouwang.watch.intake import operations
from shouwang.watch.intake.models import ImportBatch
from tests import factories
from tests.e2e.test_quality import CHROMIUM, DESK, FLAGS, PHONE, PLACE, PLACES, VILLAGE, _Quiet
from tests.factories_intake import csv
from tests.integration.intake.test_members import CHILD, HEAD, ROWS, WIFE

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with one household, on a port of its own."""
    demonstration.create()
    for code, name, level in PLACES:
        owner.execute(PLACE, [code, name, name, level])
    with entered(Scope.everywhere()):
        factories.household(number="H1", region_code=VILLAGE, head_name="张三")
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


def opened(browser: Browser, size: tuple[int, int], address: str, username: str) -> Page:
    """The intake's page of somebody who has logged in."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/account/login/?next=/intake/")
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


def hand_over(page: Page, address: str, name: str, file: Path) -> None:
    """Upload a list through the form, and let the worker check it."""
    page.goto(f"{address}/intake/upload/?list={name}")
    look(page, "intake-upload")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator("progress")).to_be_visible()
    operations.check_batch(_newest())
    page.goto(f"{address}/intake/{_newest()}/")


def _newest() -> int:
    with entered(Scope.everywhere()):
        return ImportBatch.objects.latest("pk").pk


def test_a_clerk_corrects_by_the_reasons_and_merges(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    clerk = opened(browser, DESK, address, "xiangzhen")
    expect(clerk.get_by_role("heading", level=1)).to_have_text("导入与清单")
    look(clerk, "intake")
    wrong = [*ROWS[:2], ROWS[2] | {"household_number": "H8"}]
    hand_over(clerk, address, "members", csv(tmp_path, "members", wrong))
    expect(clerk.locator("#findings tbody tr")).to_have_count(1)
    look(clerk, "intake-stopped")
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载带原因的文件").click()
    written = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0)
    assert "台账里没有户编号为“H8”的户" in str(written.to_python()[3])

    hand_over(clerk, address, "members", csv(tmp_path, "members", ROWS))
    look(clerk, "intake-checked")
    clerk.get_by_role("link", name="合并到台账").click()
    clerk.get_by_role("button", name="合并", exact=True).click()
    expect(clerk.locator("progress")).to_be_visible()
    operations.merge_batch(_newest())
    clerk.goto(f"{address}/intake/{_newest()}/")
    expect(clerk.locator("main")).to_contain_text("已合并")
    look(clerk, "intake-merged")


def test_an_officer_gets_back_the_unmatched_rows_on_a_phone(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with entered(Scope.everywhere()):
        home = factories.household(number="H2", region_code=VILLAGE, head_name="张三")
        factories.member(home, name="张三", identity=HEAD)
    rows = [
        {"name": name, "identity": identity, "settled_on": "2024-06-18", "own": "100"}
        for name, identity in (("张三", HEAD), ("李四", WIFE), ("张小", CHILD))
    ]
    officer = opened(browser, PHONE, address, "yibao")
    hand_over(officer, address, "medical", csv(tmp_path, "medical", rows))
    look(officer, "intake-unmatched")
    with officer.expect_download() as download:
        officer.get_by_role("link", name="只下载未匹配的行").click()
    text = str(CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0)
               .to_python())  # fmt: skip
    assert ("李四" in text, "张小" in text, "张三" in text) == (True, True, False)
    officer.goto(f"{address}/households/")
    expect(officer.locator("main")).not_to_contain_text("张三")
