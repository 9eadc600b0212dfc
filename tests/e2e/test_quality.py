"""Findings explained by the township and judged by the county, a difference settled on a phone."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.quality import operations
from tests import factories
from tests.e2e import site
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with two doubtful households, checked, on a port of its own."""
    site.prepare(owner)
    _doubtful_households()
    with site.serving() as address:
        yield address


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


def test_a_township_explains_and_the_county_judges(browser: Browser, address: str) -> None:
    clerk = opened(browser, DESK, address, "xiangzhen", "/quality/")
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

    office = opened(browser, DESK, address, "xian", "/quality/")
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
    cadre = opened(browser, PHONE, address, "cun", "/quality/")
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
