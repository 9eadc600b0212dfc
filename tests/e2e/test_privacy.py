"""A clerk hands a code over, and a household reads on a phone what is held about it."""

import os
import re

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.test_county_office import FLAGS, PASSWORD, PHONE, address  # noqa: F401

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(1500)]


def logged_in(page: Page, site: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(site)
    page.get_by_label("用户名").fill("xiangzhen")
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def test_a_household_reads_what_is_held_with_a_code_from_the_counter(address):  # noqa: F811
    with sync_playwright() as playwright:
        executable = os.environ.get("SHOUWANG_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        width, height = PHONE
        look = {"viewport": {"width": width, "height": height}, "locale": "zh-CN"}
        clerk = browser.new_context(**look).new_page()
        logged_in(clerk, address)
        clerk.goto(f"{address}/privacy/counter/")
        clerk.get_by_label("身份证号").fill("110105194912310021")
        clerk.get_by_role("button", name="查找").click()
        expect(clerk.get_by_text("校验位不符").first).to_be_visible()
        assert re.search(r"\d{15}", clerk.url) is None

        visitor = browser.new_context(**look).new_page()
        visitor.set_default_timeout(60_000)
        visitor.goto(f"{address}/privacy/self/")
        visitor.get_by_label("身份证号").fill("11010519491231002X")
        visitor.get_by_label("验证码").fill("000000")
        visitor.get_by_role("button", name="查看").click()
        expect(visitor.get_by_text("号码或验证码不对").first).to_be_visible()
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visitor.evaluate(wide) == 0
        visitor.goto(f"{address}/privacy/self/held/")
        expect(visitor).to_have_url(f"{address}/privacy/self/")
        browser.close()
