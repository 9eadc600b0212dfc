"""A cadre finds a household by a few letters, a clerk tags many and undoes it, figures hang up."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import operations
from tests import factories
from tests.e2e import site
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened
from tests.factories_finding import named, person

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with a village of three households, on a port of its own."""
    site.prepare(owner)
    _village()
    with site.serving() as address:
        yield address


def _village() -> None:
    with entered(Scope.everywhere()):
        for number, name, letters in (
            ("H1", "刘四", "ls"),
            ("H2", "李双", "ls"),
            ("H3", "王五", "ww"),
        ):
            home = named(name, letters, number=number, region_code=VILLAGE)
            factories.income(home, month=date(2024, 5, 1))
        person(home, "王小红", "wxh", relation="之女", telephone="13800001234")
        operations.count_register(RegionCode.of("360781"), factories.ON)


def test_a_few_letters_and_two_keys_open_a_household(browser: Browser, address: str) -> None:
    page = opened(browser, PHONE, address, "xiangzhen", "/households/")
    page.goto(f"{address}/households/")
    look(page, "households")
    page.keyboard.press("/")
    page.keyboard.type("wxh", delay=40)
    offered = page.get_by_role("option").filter(has_text="王五")
    expect(offered).to_contain_text("拼音：王小红")
    page.keyboard.press("ArrowDown")
    expect(offered).to_have_attribute("aria-selected", "true")
    look(page, "suggestions")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/households/H3/")


def test_a_whole_number_is_found_and_stands_in_no_address(browser: Browser, address: str) -> None:
    page = opened(browser, DESK, address, "xiangzhen", "/households/")
    page.goto(f"{address}/households/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.locator("#find").fill("138 0000 1234")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/households/H3/")
    assert not [one for one in asked if "1234" in one]


def test_households_are_tagged_together_and_it_is_undone(browser: Browser, address: str) -> None:
    page = opened(browser, DESK, address, "xiangzhen", "/households/")
    page.goto(f"{address}/households/?q=ls")
    expect(page.locator("tbody tr")).to_have_count(2)
    look(page, "found")
    page.locator("input[data-pick-all]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="对勾选的办理").click()
    look(page, "bulk")
    page.locator("#id_word").fill("重点")
    page.get_by_role("button", name="先看会改动多少户").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("给 2 户加上“重点”")
    with page.expect_navigation():
        page.get_by_role("button", name="加上标签").click()
    look(page, "tagged")
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已撤销")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_figures_at_the_desk_and_on_the_wall(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page = opened(browser, size, address, "xian", "/households/")
    page.goto(f"{address}/places/360781000000/figures/")
    expect(page.locator("figure.chart.is-drawn").first).to_be_visible()
    look(page, "figures")
    page.goto(f"{address}/places/360781000000/figures/?view=screen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("防返贫监测")
    look(page, "wall")
