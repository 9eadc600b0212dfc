"""Accounts asked for, made from a file, lent and looked through, in a real browser."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.utils import timezone
from playwright.sync_api import Page, expect

from shouwang.people import demonstration, roster
from tests.e2e.site import log_in, look
from tests.e2e.test_login import address  # noqa: F401  (fixture)

pytestmark = pytest.mark.e2e
OPEN = demonstration.PASSWORD


def test_somebody_asks_for_an_account_and_the_office_makes_it(page: Page, address: str) -> None:  # noqa: F811
    page.goto(f"{address}/account/login/")
    with page.expect_navigation():
        page.get_by_role("link", name="没有账号？申请一个").click()
    look(page, "ask")
    page.get_by_label("姓名").fill("李华")
    page.get_by_label("电话").fill("13800001234")
    page.get_by_label("单位").fill("黄柏乡人民政府")
    page.get_by_label("申请的职责").select_option("township_clerk")
    page.get_by_label("地区").select_option("360781103000")
    page.get_by_label("事由").fill("分工〔2024〕3号")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已收到")
    look(page, "asked")
    log_in(page, address, "xian", "/people/")
    look(page, "people-with-requests")
    with page.expect_navigation():
        page.get_by_role("link", name="账号申请").click()
    look(page, "requests")
    with page.expect_navigation():
        page.get_by_role("link", name="李华").click()
    look(page, "request")
    expect(page.get_by_label("用户名")).to_have_value("lihua")
    page.get_by_role("button", name="开设账号").click()
    expect(page.locator("#new-password")).to_be_visible()


def test_people_come_from_a_file(page: Page, address: str) -> None:  # noqa: F811
    log_in(page, address, "xian", "/people/import/")
    good = ("liuyi", "刘一", "", "乡镇经办", "黄柏乡", "", "", "分工〔2024〕3号")
    bad = ("Chen Er", "陈二", "", "县长", "", "", "", "")
    page.get_by_label("填好的表格").set_input_files(_file(good, bad))
    page.get_by_role("button", name="试读").click()
    expect(page.locator("#findings")).to_contain_text("职责“县长”不认识")
    look(page, "roster-findings")
    page.get_by_label("填好的表格").set_input_files(_file(good))
    with page.expect_navigation():
        page.get_by_role("button", name="试读").click()
    look(page, "roster-tried")
    page.get_by_role("button", name="全部开设账号").click()
    expect(page.locator("#new-passwords")).to_contain_text("liuyi")
    look(page, "roster-done")


def _file(*rows: tuple[str, ...]) -> dict[str, object]:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((roster.HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "people.xlsx", "mimeType": kind, "buffer": target.getvalue()}


def test_a_clerk_lends_the_duty_and_takes_it_back(page: Page, address: str) -> None:  # noqa: F811
    log_in(page, address, "xiangzhen", "/account/")
    page.get_by_role("link", name="委托", exact=True).click()
    page.get_by_label("受托人的用户名").fill("cun")
    page.get_by_label("原因").fill("外出培训")
    look(page, "lend")
    page.get_by_label("最后一天").fill(str(timezone.localdate() + timedelta(days=3)))
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.locator("#lent")).to_contain_text("洗心村 赖书记")
    look(page, "account-lent")
    page.context.clear_cookies()
    log_in(page, address, "cun", "/account/")
    expect(page.get_by_text("代 壬田镇 钟经办")).to_be_visible()
    look(page, "account-stand-in")
    page.context.clear_cookies()
    log_in(page, address, "xiangzhen", "/account/")
    page.get_by_role("button", name="收回").click()
    expect(page.locator("#lent")).to_have_count(0)


def test_duties_are_reviewed_and_log_ins_looked_through(page: Page, address: str) -> None:  # noqa: F811
    log_in(page, address, "xian", "/people/review/")
    page.locator("tbody tr", has_text="xiangzhen").get_by_role("checkbox").check()
    look(page, "review")
    page.get_by_role("button", name="确认仍需要").click()
    expect(page.get_by_text("已确认 1 项")).to_be_visible()
    page.context.clear_cookies()
    log_in(page, address, "shenji", "/people/log-ins/?outcome=passed")
    expect(page.locator("tbody tr").first).to_contain_text("shenji")
    look(page, "log-ins")
