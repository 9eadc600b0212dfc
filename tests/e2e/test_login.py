"""Log-in, one's own account and the page of people, in a real browser, wide and narrow."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import site
from tests.e2e.site import log_in, look

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with the demonstration accounts, on a port of its own."""
    site.prepare(owner, site.OTHER_TOWNSHIP)
    with site.serving() as address:
        yield address


def test_log_in_and_look_at_one_s_account(page: Page, address: str) -> None:
    page.goto(f"{address}/account/login/")
    expect(page.get_by_role("heading", name="演示县账号")).to_be_visible()
    look(page, "login")
    log_in(page, address, "xian", "/account/", "wrong-password")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    look(page, "login-wrong")
    log_in(page, address, "xian", "/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("县办 刘主任")
    expect(page.get_by_text("本机")).to_be_visible()
    look(page, "account")


def test_the_office_engages_a_clerk_who_changes_the_password(page: Page, address: str) -> None:
    log_in(page, address, "xian", "/people/")
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
    log_in(page, address, "lihua", "/people/", password)
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
        log_in(page, address, "cun", "/account/", "wrong-password")
    log_in(page, address, "cun", "/account/")
    expect(page.get_by_role("alert")).to_contain_text("登录失败次数过多")
    log_in(page, address, "xian", "/people/cun/")
    expect(page.get_by_text("已锁定")).to_be_visible()
    look(page, "locked")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("已解锁")).to_be_visible()
    page.context.clear_cookies()
    log_in(page, address, "cun", "/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("洗心村 赖书记")
