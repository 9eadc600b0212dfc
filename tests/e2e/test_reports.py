"""A household reports on a phone, a clerk answers on a desk, the household reads and rates it."""

import os
import re
from collections.abc import Iterator

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.watch.reports import operations
from tests import factories, factories_reports
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened, prepare, serving

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]
COUNTY = RegionCode.of("360781")


@pytest.fixture
def site(committed: None, owner: psycopg.Connection) -> Iterator[str]:
    owner.execute("DELETE FROM regions_division")
    prepare(owner)
    with entered(Scope.everywhere()):
        home = factories.household(
            number="H0001", head_name="赖福生", group="三组", region_code=VILLAGE
        )
        factories.member(home, name="赖福生")
        operations.enter_hotline(
            by=Account.objects.get(username="xian"),
            at=timezone.now(),
            county=COUNTY,
            number="0797-2522317",
            hours="8:00—12:00，14:30—17:30（工作日）",
        )
        factories_reports.received(
            at=timezone.now(), name="钟五妹", category="water", village=VILLAGE
        )
    with serving() as address:
        yield address
    owner.execute("DELETE FROM regions_division")


def test_from_the_code_on_the_wall_to_an_answer_that_is_rated(site: str, browser: Browser) -> None:
    household = opened(browser, PHONE, site)
    household.goto(f"{site}/report/")
    look(household, "reports-choose-township")
    household.get_by_role("link", name="壬田镇").click()
    household.get_by_role("link", name="洗心村").click()
    household.get_by_label("姓名").first.fill("赖福生")
    household.get_by_label("电话").first.fill("138 0000 1234")
    household.get_by_label("生病看病").check()
    household.get_by_label("说几句情况").fill("住院三个月，押金交不起")
    expect(household.get_by_text("住院交不起押金怎么办")).to_be_visible()
    look(household, "reports-public")
    household.get_by_role("button", name="提交").click()
    expect(household.get_by_text("您的回执号")).to_be_visible()
    look(household, "reports-receipt")
    receipt = household.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", receipt)

    clerk = opened(browser, DESK, site, "xiangzhen", "/reports/")
    look(clerk, "reports-list")
    clerk.get_by_role("link", name=receipt).click()
    look(clerk, "reports-waiting")
    clerk.get_by_label("赖福生　三组　H0001").check()
    clerk.get_by_role("button", name="受理").click()
    clerk.get_by_label("答复").check()
    clerk.get_by_label("说明").fill("已联系医院先住院后付费，出院时大病保险一并结算。")
    look(clerk, "reports-at-work")
    clerk.get_by_role("button", name="办理").click()
    expect(clerk.get_by_text("已办理。")).to_be_visible()
    look(clerk, "reports-answered")
    clerk.get_by_role("link", name="线索").last.click()
    look(clerk, "reports-clue")

    household.goto(f"{site}/report/status/")
    look(household, "reports-ask")
    household.get_by_label("回执号").fill(receipt)
    household.get_by_role("button", name="查").click()
    expect(household.get_by_text("先住院后付费")).to_be_visible()
    look(household, "reports-status")
    household.get_by_label("不满意").check()
    household.get_by_role("button", name="告诉我们").click()
    expect(household.get_by_text("您的意见已记下")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_operator_and_office(
    site: str, browser: Browser, size: tuple[int, int]
) -> None:
    operator = opened(browser, size, site, "rexian", "/reports/new/")
    operator.get_by_label("哪个村").select_option(label="洗心村")
    operator.get_by_label("姓名").first.fill("赖福生")
    operator.get_by_role("button", name="查是哪一户").click()
    expect(operator.get_by_label("赖福生　三组")).to_be_visible()
    look(operator, "reports-new")
    operator.goto(f"{site}/reports/")
    look(operator, "reports-own")
    office = opened(browser, size, site, "xian", "/reports/")
    for name, path in {
        "list": "/reports/",
        "hotline": "/reports/hotline/",
        "townships": "/reports/posters/",
        "posters": "/reports/posters/?place=360781102000",
        "answers": "/report/answers/?q=db",
        "public": f"/report/?v={VILLAGE}",
    }.items():
        office.goto(site + path)
        look(office, f"reports-office-{name}")
    if size == DESK:
        office.goto(f"{site}/reports/posters/?place=360781102000")
        office.emulate_media(media="print")
        office.set_viewport_size({"width": 794, "height": 1123})
        folder = os.environ.get("SHOUWANG_PICTURES")
        if folder:
            office.screenshot(path=f"{folder}/reports-poster-print.png")
