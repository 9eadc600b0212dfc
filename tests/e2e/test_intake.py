"""A clerk's list with an error: found, downloaded, corrected, merged; a department's on a phone."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.intake import operations
from shouwang.watch.intake.models import ImportBatch
from tests import factories
from tests.e2e import site
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened
from tests.factories_intake import csv
from tests.integration.intake.test_members import CHILD, HEAD, ROWS, WIFE

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with one household, on a port of its own."""
    site.prepare(owner)
    with entered(Scope.everywhere()):
        factories.household(number="H1", region_code=VILLAGE, head_name="张三")
    with site.serving() as address:
        yield address


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
    clerk = opened(browser, DESK, address, "xiangzhen", "/intake/")
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
    officer = opened(browser, PHONE, address, "yibao", "/intake/")
    hand_over(officer, address, "medical", csv(tmp_path, "medical", rows))
    look(officer, "intake-unmatched")
    with officer.expect_download() as download:
        officer.get_by_role("link", name="只下载未匹配的行").click()
    text = str(CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0)
               .to_python())  # fmt: skip
    assert ("李四" in text, "张小" in text, "张三" in text) == (True, True, False)
    officer.goto(f"{address}/households/")
    expect(officer.locator("main")).not_to_contain_text("张三")
