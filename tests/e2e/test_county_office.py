"""Step 3 of a new user's day, in a real browser on the whole demonstration county.

`shouwang run` is started as a person would start it. The tests of this file share that one site
and run in their order: later ones screen again and change policy.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from python_calamine import CalamineWorkbook

from tests.e2e.site import DESK, FLAGS, PHONE

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(1500),
]

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
PASSWORD = "shouwang-demo-2024"
THIN = "\u202f"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh installation with the demonstration county, stopped by Ctrl-C at the end.

    SHOUWANG_E2E_ADDRESS names a site that runs already, for whoever writes these tests.
    """
    if "SHOUWANG_E2E_ADDRESS" in os.environ:
        yield os.environ["SHOUWANG_E2E_ADDRESS"]
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("county")
    log = data / "run.log"
    with log.open("w") as output:
        site = subprocess.Popen(
            [sys.executable, "-c", "from shouwang.site.cli import main; main()", "run"],
            env={**os.environ, "SHOUWANG_DATA": str(data / "var"), "PORT": str(port),
                 "MARKET_PORT": "0", "DJANGO_SETTINGS_MODULE": "shouwang.site.settings"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait_until_ready(site, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(300)
    assert site.returncode == 0, log.read_text()


def _wait_until_ready(site: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 900
    while "is ready after" not in log.read_text():
        assert site.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """One person at one screen; whatever the console complains of fails the test at its end."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int]) -> None:
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            has_touch=width < 600,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.address, self.complaints = address, list[str]()
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 40" not in message.text:
            self.complaints.append(message.text)

    def log_in(self, name: str) -> None:
        self.open("/account/login/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, path: str) -> int:
        answer = self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return answer.status if answer else 0

    def look(self, name: str) -> None:
        """Keep a picture, and check what every page promises: fits the screen, is accessible."""
        self.page.wait_for_load_state("networkidle")
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wider) == 0, f"{name} scrolls sideways"
        found = Axe().run(self.page)["violations"]
        grave = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
        assert grave == [], (name, found)

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def office(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    visitor = Visitor(browser, address, request.param)
    visitor.log_in("xian")
    yield visitor
    visitor.close()


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    someone = Visitor(browser, address, DESK)
    yield someone
    someone.close()


def size_name(one: Visitor) -> str:
    viewport = one.page.viewport_size
    return "phone" if viewport and viewport["width"] < 600 else "desk"


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def figures(page: Page, within: str = "") -> dict[str, str]:
    """Label → value with its unit, of the figure cards inside an element."""
    cards = page.locator(f"{within} .figure")
    found = {}
    for card in cards.all():
        lines = [line.strip() for line in card.inner_text().split("\n") if line.strip()]
        found[lines[0]] = re.sub(r"\s+", " ", lines[1].replace(THIN, " "))
    return found


def test_the_dashboard_shows_the_published_figures(office: Visitor) -> None:
    office.open("/")
    SHOTS.mkdir(parents=True, exist_ok=True)
    office.page.screenshot(path=SHOTS / f"first-{size_name(office)}.png")
    shown = figures(office.page, "#register")
    assert shown == {
        "2014年底建档立卡贫困户": "20 179户",
        "2014年底建档立卡贫困人口": "82 094人",
        "2014年底贫困发生率": "14.3%",
        "2015—2018年脱贫户数": "18 639户",
        "2015—2018年脱贫人数": "76 935人",
        "2018年贫困发生率": "0.91%",
        "未脱贫户数": "1 540户",
        "未脱贫人数": "5 159人",
    }
    office.page.locator("#register summary", has_text="数据表").first.click()
    incidence = office.page.locator("#register figure table").first.locator("tbody tr")
    assert [row.inner_text().split() for row in incidence.all()] == [
        ["2014", "14.30"],
        ["2015", "9.82"],
        ["2016", "5.41"],
        ["2017", "1.87"],
        ["2018", "0.91"],
        ["2019", "0.27"],
        ["2020", "0.00"],
    ]
    office.look(f"dashboard-{size_name(office)}")


def test_from_the_map_to_the_reason(office: Visitor) -> None:
    page = office.page
    office.open("/")
    page.locator("a.town", has_text="叶坪镇").click()
    expect(page.locator("h1")).to_have_text("叶坪镇")
    office.look(f"township-{size_name(office)}")
    with page.expect_navigation():
        page.locator("svg a:has(rect.level-2), svg a:has(rect.level-1)").first.click()
    expect(page.locator("h1")).to_contain_text("叶坪镇")
    office.look(f"village-{size_name(office)}")
    page.locator("table tbody th a").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("户$"))
    office.look(f"household-{size_name(office)}")
    page.locator(".clue-line a").first.click()
    expect(page.locator("#numbers")).to_be_visible()
    closed = page.locator("#numbers details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    assert re.search(
        r"20\d\d年\d+月.+第\d+行（.+局）|未登记来源|\d+ 人", page.locator("#numbers").inner_text()
    )
    office.look(f"clue-{size_name(office)}")


def test_clues_are_filtered_sorted_and_exported(office: Visitor, tmp_path: Path) -> None:
    page = office.page
    office.open("/clues/?rule=medical_burden&sort=place")
    total = number(page.locator("p.total").inner_text())
    assert total > 100
    rules = {cell.inner_text() for cell in page.locator("td[data-label='规则']").all()}
    assert rules == {"医疗负担重"}
    office.look(f"clues-{size_name(office)}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").click()
    file = tmp_path / "clues.xlsx"
    waiting.value.save_as(file)
    book = CalamineWorkbook.from_path(str(file))
    rows = book.get_sheet_by_name("线索").to_python()
    assert rows[0][:5] == ["户编号", "户主", "乡镇", "村", "规则"]
    assert len(rows) - 1 == total
    assert {row[4] for row in rows[1:]} == {"医疗负担重"}
    places = [(row[2], row[3]) for row in rows[1:]]
    assert len(set(places)) == len([1 for n, one in enumerate(places) if places[n - 1] != one])
    assert book.sheet_names == ["线索", "说明"]


def test_a_new_line_is_previewed_saved_screened_and_withdrawn(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("xian")
    visitor.open("/policy/")
    visitor.look("policy-desk")
    page.get_by_role("link", name="监测线", exact=True).click()
    page.get_by_role("link", name="录入新数值").click()
    page.fill("[name=value]", "9000")
    page.fill("[name=from_on]", "2024-06-01")
    page.fill("[name=document]", "赣防返贫办〔2024〕7号")
    with page.expect_navigation():
        page.get_by_role("button", name="先看影响").click()
    # left, and found again as it was typed
    visitor.open("/policy/parameters/monitoring_line/new/")
    expect(page.locator("[name=document]")).to_have_value("赣防返贫办〔2024〕7号")
    expect(page.locator("#preview")).to_be_visible(timeout=240_000)
    page.wait_for_load_state("networkidle")
    foreseen = {label: number(value) for label, value in figures(page, "#preview").items()}
    assert foreseen["增加的农户"] > 0
    assert foreseen["减少的农户"] == 0
    visitor.look("preview-desk")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("tr", has_text="赣防返贫办〔2024〕7号").first).to_contain_text("9 000 元")
    before = _screen(visitor)
    assert before["有线索农户"] == foreseen["保存后有线索的农户"]
    visitor.open("/policy/parameters/monitoring_line/")
    page.locator("summary", has_text="撤销").click()
    page.fill("[name=reason]", "测试后撤销")
    with page.expect_navigation():
        page.get_by_role("button", name="撤销这个数值").click()
    after = _screen(visitor)
    assert before["有线索农户"] - after["有线索农户"] == foreseen["增加的农户"]


def _screen(visitor: Visitor) -> dict[str, int]:
    """Press *screen now*, watch the progress, and read what was found."""
    page = visitor.page
    visitor.open("/")
    page.get_by_role("button", name="立即筛查").click()
    expect(page.locator("h1")).to_contain_text("的筛查")
    expect(page.locator(".figure").first).to_be_visible(timeout=240_000)
    page.wait_for_load_state("networkidle")
    return {label: number(value) for label, value in figures(page).items()}


def test_a_village_cadre_finds_nothing_beyond_the_village(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("cun")
    assert page.url.endswith("/places/360781102201/")
    assert visitor.open("/places/360781102202/") == 404
    assert visitor.open("/places/360781000000/") == 404
    assert visitor.open("/clues/?place=360781000000") == 404
    assert visitor.open("/exports/new/clues/") == 403
    assert visitor.open("/policy/parameters/monitoring_line/new/") == 403
    assert visitor.open("/journal/") == 403
    visitor.open("/clues/?state=all")
    villages = {cell.inner_text() for cell in page.locator("td[data-label='所在村']").all()}
    assert villages == {"壬田镇 洗心村"}
    visitor.open("/households/?q=H36078110")
    links = page.locator("main a[href^='/households/H']").all()
    numbers = {str(link.get_attribute("href")).split("/")[2] for link in links}
    assert {one[1:13] for one in numbers} == {"360781102201"}


def test_the_medical_officer_sees_no_household(visitor: Visitor) -> None:
    visitor.log_in("yibao")
    for path in ("/clues/", "/households/?q=刘", "/households/H3607811002000001/"):
        assert visitor.open(path) in {403, 404}, path


def test_the_auditor_verifies_the_journal(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("shenji")
    visitor.open("/journal/?act=policies")
    acts = {cell.inner_text() for cell in page.locator("td[data-label='做了什么']").all()}
    assert acts == {"policies.enter_value", "policies.withdraw_value"}
    page.get_by_role("button", name="核验日志").click()
    expect(page.locator("p.note")).to_contain_text("没有改动")
    visitor.look("journal-desk")


def test_everything_is_there_in_english(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("xian")
    page.locator("details", has=page.locator("button, a", has_text="English")).first.click()
    with page.expect_navigation():
        page.get_by_text("English").first.click()
    visitor.open("/")
    expect(page.locator("nav.side")).to_contain_text("Data quality")
    visitor.open("/clues/")
    assert not re.search(r"[\u4e00-\u9fff]", page.locator("table thead").inner_text())
    visitor.look("clues-english")
