"""A village cadre's morning on a phone: a dossier opened, put right, looked back.

The site runs inside the test on a family of five.
"""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from shouwang.kernel.scope import Scope, entered
from tests import factories_registry
from tests.e2e import site
from tests.e2e.site import VILLAGE, look

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with the demonstration accounts and one family, on a port of its own."""
    site.prepare(owner, site.OTHER_TOWNSHIP)
    with entered(Scope.everywhere()):
        factories_registry.family(number="H3607811022010001", region_code=VILLAGE)
    with site.serving() as address:
        yield address


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/")
    page.fill("input[name=login]", "cun")
    page.fill("input[name=password]", "shouwang-demo-2024")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    yield page
    context.close()


def test_a_cadre_puts_a_telephone_right_and_registers_a_birth(phone: Page) -> None:
    phone.goto("/households/H3607811022010001/")
    look(phone, "dossier-phone")

    with phone.expect_navigation():
        phone.get_by_role("link", name="更正电话").click()
    look(phone, "dossier-telephone-phone")
    phone.get_by_label("联系电话").fill("138 0000 1234")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator(".who")).to_contain_text("138****1234")
    expect(phone.locator("#history")).to_contain_text("入户核实")

    phone.get_by_role("link", name="出生", exact=True).click()
    phone.get_by_label("姓名").fill("张新")
    phone.get_by_label("与户主关系").select_option("之女")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator("#members")).to_contain_text("张新")
    look(phone, "dossier-after-birth-phone")

    today = timezone.localdate()
    phone.goto(f"/households/H3607811022010001/?on={date(today.year - 1, 12, 31)}")
    expect(phone.locator("#members")).not_to_contain_text("张新")
    expect(phone.locator(".who")).to_contain_text("没有电话")


def test_what_cannot_be_is_refused_beside_its_field(phone: Page) -> None:
    phone.goto("/households/H3607811022010001/act/death/")
    phone.get_by_label("去世的成员").select_option(label="张三（户主）")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator(".error-summary")).to_contain_text("请指定一名在户成员为新户主")
    look(phone, "dossier-refused-phone")
    phone.get_by_label("新户主").select_option(label="李四（配偶）")
    phone.get_by_role("button", name="办理").click()
    expect(phone.locator("h1")).to_contain_text("李四户")
