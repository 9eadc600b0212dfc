"""From a household's own report to a safe exit, and back: two devices, five accounts.

The days of notices and deadlines pass by moving the case's history back, as nothing else here may.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from shouwang.kernel.periods import Period
from shouwang.kernel.scope import Scope, entered
from shouwang.people import demonstration
from shouwang.people.rules import Kind
from tests import factories
from tests.e2e import site
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened
from tests.factories_papers import photo
from tests.integration.people import factories as people

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(1500)]

HOME = "H3607811022010007"
ROLL = [f"代表{one}" for one in "甲乙丙丁戊己庚"]


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with one household and a second cadre of its village."""
    site.prepare(owner)
    today = timezone.localdate()
    team = people.make_account("dui", password=demonstration.PASSWORD)
    until = today + timedelta(days=300)
    people.make_duty(team, Kind.VILLAGE_CADRE, people.VILLAGE, Period(today, until))
    with entered(Scope.everywhere()):
        home = factories.household(number=HOME, region_code=VILLAGE, head_name="王长生", size=2)
        factories.member(home, name="王长生", identity="36079919850624022X", telephone=None)
        factories.member(home, name="李桂花", relation="配偶", identity=None, labour="able")
        month = (today.replace(day=1) - timedelta(days=60)).replace(day=1)
        factories.income(home, month=month, amount_fen=300_000)
        factories.housing(home, grade="B")
        factories.water(home)
    with site.serving() as address:
        yield address


def days_pass(superuser: psycopg.Connection, days: int) -> None:
    """So many days later: everything that cases know of days lies so much further back."""
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        'UPDATE procedures_act SET at = at - make_interval(days => %s), "on" = "on" - %s',
        [days, days],
    )
    columns = ("opened_on", "entered_on", "due_on", "ripe_on", "finished_on")
    moved = ", ".join(f"{column} = {column} - %s" for column in columns)
    superuser.execute(f"UPDATE procedures_case SET {moved}", [days] * len(columns))
    superuser.execute("SET session_replication_role = origin")


def act(page: Page, way: str) -> None:
    """Press what the case offers under this name; the form of the act comes."""
    row = page.locator("#ways li").filter(has=page.get_by_text(way, exact=True))
    with page.expect_navigation():
        row.get_by_role("link", name="办理").click()


def submit(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def stands(page: Page, step: str) -> None:
    expect(page.locator("#now")).to_contain_text(step)


def sign(pad: Locator) -> None:
    """A name drawn on the glass."""
    pad.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = pad.bounding_box()
    assert box is not None
    mouse = pad.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 40)
    mouse.down()
    for at in range(1, 8):
        mouse.move(box["x"] + 30 + at * 20, box["y"] + 40 + (at % 2) * 30)
    mouse.up()


def reported(phone: Page, address: str) -> str:
    """A household reports on its own telephone; its receipt."""
    phone.goto(f"{address}/report/?v={VILLAGE}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("有困难，告诉我们")
    look(phone, "report")
    phone.get_by_label("姓名", exact=True).fill("王长生")
    phone.get_by_label("电话", exact=False).first.fill("139 0000 0000")
    phone.get_by_label("生病", exact=False).first.check()
    phone.get_by_label("说几句情况").fill("老伴住院三个月，花了四万多")
    submit(phone, "提交")
    look(phone, "receipt")
    return phone.locator(".receipt-number").inner_text()


def taken_up(desk: Page, address: str) -> None:
    """The clerk takes the report up as one of this household, and opens its case."""
    desk.goto(f"{address}/reports/")
    look(desk, "reports")
    with desk.expect_navigation():
        desk.locator("tbody a").first.click()
    look(desk, "report-received")
    desk.get_by_label(re.compile("王长生")).first.check()
    submit(desk, "受理")
    with desk.expect_navigation():
        desk.get_by_role("link", name="发起办理").click()
    desk.get_by_label("监测对象识别").check()
    desk.get_by_label("事由").fill("农户申报，老伴住院")
    submit(desk, "发起")
    stands(desk, "受理")
    look(desk, "case")
    act(desk, "受理")
    submit(desk, "受理")
    stands(desk, "入户核查")


def visited(phone: Page, address: str, case: str, form: str) -> None:
    """Two cadres at the household's home, every question gone through, everybody signs."""
    phone.goto(f"{address}/visits/households/{HOME}/new/?case={case}")
    with phone.expect_navigation():
        phone.get_by_role("link", name=form).click()
    for _ in range(2):  # answers bring further questions
        answer_all(phone)
    hardship = phone.get_by_label("主要困难")
    if hardship.count():
        hardship.select_option(label="疾病")
    words = phone.get_by_label("情况说明")
    if words.count():
        words.fill("出院小结和发票都看过")
    look(phone, "visit")
    sign(phone.locator(".sign-pad").first)
    phone.get_by_label("同行人员").first.select_option(label="姓名 dui")
    sign(phone.locator(".sign-pad").nth(1))
    phone.get_by_label("农户签名人姓名").fill("王长生")
    sign(phone.get_by_role("img", name="农户在此签名"))
    consent = phone.get_by_role("img", name=re.compile("授权人签名"))
    if consent.count():
        sign(consent)
    submit(phone, "提交走访")
    assert phone.locator(".error-summary").all_inner_texts() == []
    look(phone, "visited")


def answer_all(phone: Page) -> None:
    """What is known is as it is registered; yes to the rest; a thousand of everything asked."""
    for group in phone.locator(".visit-same, .visit-radios").all():
        if group.is_visible():
            group.locator("input[type=radio]").first.check()
    for field in phone.locator(".visit-question .with-unit input").all():
        if field.is_visible() and not field.input_value():
            field.fill("1000")


def done(page: Page, way: str, *, words: str = "", with_team: bool = False) -> None:
    """Take a way of the case on the page: evidence that is there is chosen, other is written."""
    act(page, way)
    for row in page.locator(".evidence-row").all():
        there = row.locator("select")
        if there.count():
            there.select_option(index=1)
        else:
            row.locator("textarea").fill(words)
    if with_team:
        page.get_by_label("姓名 dui").check()
    reason = page.get_by_label("理由")
    if words and reason.count():
        reason.fill(words)
    look(page, f"act-{way}")
    submit(page, way)
    assert page.locator(".error-summary").all_inner_texts() == []


def informed(office: Page, officer: Page, address: str, case: str) -> None:
    """The county asks a department; its officer answers and sees nothing else."""
    office.goto(f"{address}/visits/households/{HOME}/ask/?case={case}")
    office.get_by_label("近12个月医疗费用个人自付情况").check()
    look(office, "ask")
    submit(office, "发给部门")
    officer.goto(f"{address}/visits/questions/")
    expect(officer.locator("main")).to_contain_text("王长生")
    look(officer, "questions")
    with officer.expect_navigation():
        officer.locator(".visit-cards a").first.click()
    officer.locator("input[type=radio]").first.check()
    officer.locator("textarea").fill("住院一次，个人自付四万二千元")
    submit(officer, "提交答复")
    assert officer.locator(".error-summary").all_inner_texts() == []
    look(officer, "answered")
    officer.goto(f"{address}/households/{HOME}/")
    expect(officer.get_by_role("heading", level=1)).to_have_text("您不能查看这一页")


def reviewed(phone: Page, address: str, case: str, photo: Path) -> str:
    """The village holds its review, posts the notice; the address anybody may read it at."""
    phone.goto(f"{address}/reviews/new/?case={case}")
    look(phone, "review-first")
    phone.get_by_label("地点").fill("村委会会议室")
    phone.get_by_label("主持人").fill(ROLL[0])
    phone.get_by_label("记录人").fill(ROLL[1])
    phone.get_by_label("应到代表名单").fill("\n".join(ROLL))
    look(phone, "review-new")
    submit(phone, "存为草稿，去填表决")
    for name in ROLL:
        phone.locator(f"input[name=present][value='{name}']").check()
    for name, count in (("agree", "6"), ("against", "1"), ("abstain", "0")):
        phone.locator(f"input[name$='-{name}']").fill(count)
    expect(phone.locator("#counted")).to_contain_text("7")
    look(phone, "review")
    submit(phone, "保存草稿")
    meeting = phone.url
    with phone.expect_navigation():
        phone.get_by_role("link", name="做公示").click()
    contact = phone.get_by_label("异议向谁提")
    if not contact.input_value():
        contact.fill("壬田镇乡村振兴办 0797-2500000")
    look(phone, "notice-new")
    submit(phone, "编号，去打印")
    notice = phone.url
    phone.get_by_label("张贴照片").set_input_files(photo)
    submit(phone, "登记张贴")
    phone.goto(meeting)
    submit(phone, "保存并按表决办结")
    look(phone, "minutes")
    expect(phone.locator("#votes")).to_contain_text("通过")
    phone.goto(notice)
    look(phone, "notice")
    return phone.locator("a[href*='/list/']").first.get_attribute("href") or ""


def approved(people: Mapping[str, Page], address: str, case: str) -> None:
    """After the notice: village, township, county, and the announcement."""
    page = people["village"]
    page.goto(f"{address}/casework/{case}/")
    done(page, "公示期满报乡镇")
    people["township"].goto(f"{address}/casework/{case}/")
    done(people["township"], "乡镇审核通过", words="材料齐全，同意上报")
    people["county"].goto(f"{address}/casework/{case}/")
    done(people["county"], "县级审定通过", words="瑞乡振〔2026〕8号")
    page.goto(f"{address}/casework/{case}/")
    done(page, "村内公告", words="村务公开栏公告")


def helped(desk: Page, address: str, photo: Path) -> None:
    """A suggestion of the policy becomes a measure, and the measure is delivered with proof."""
    desk.goto(f"{address}/assistance/")
    expect(desk.locator("main")).to_contain_text("王长生")
    look(desk, "assistance")
    desk.goto(f"{address}/assistance/households/{HOME}/")
    look(desk, "plan")
    submit_first(desk, "列入计划")
    with desk.expect_navigation():
        desk.get_by_role("link", name="登记落实").first.click()
    look(desk, "measure")
    delivery = desk.locator("#deliver")
    delivery.get_by_label("新拍的照片或签收单").set_input_files(photo)
    with desk.expect_navigation():
        delivery.get_by_role("button", name="登记落实").click()
    assert desk.locator(".error-summary").all_inner_texts() == []
    expect(desk.locator("main")).to_contain_text("已落实")
    look(desk, "delivered")


def removal(people: Mapping[str, Page], address: str) -> str:
    """The risk is proposed for removal, looked at at home, judged item by item and signed."""
    desk, phone = people["township"], people["village"]
    desk.goto(f"{address}/households/{HOME}/cases/open/")
    desk.get_by_label("风险消除").check()
    submit(desk, "发起")
    case = desk.url.rstrip("/").rsplit("/", 1)[1]
    visited(phone, address, case, "退出（风险消除）入户核实表")
    phone.goto(f"{address}/exits/check/?case={case}")
    look(phone, "exit-check")
    for met in phone.locator("input[name^='met_'][value='yes']").all():
        met.check()
    for grounds in phone.locator("input[name^='grounds_']").all():
        grounds.fill("入户看过，凭证齐全")
    for agreed in phone.locator("input[name^='agrees_']").all():
        agreed.check()
    phone.get_by_label("签字的农户姓名").fill("王长生")
    sign(phone.locator(".sign-pad").first)
    phone.get_by_label("姓名 dui").check()
    phone.get_by_label("依据的入户核查").select_option(index=1)
    phone.get_by_label("提交核实结果").check()
    submit(phone, "保存核对表并办理")
    assert phone.locator(".error-summary").all_inner_texts() == []
    look(phone, "exit-checked")
    return case


def submit_first(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def test_a_report_becomes_help_and_a_safe_exit_that_can_be_taken_back(
    browser: Browser, address: str, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    picture = tmp_path / "posted.jpg"
    picture.write_bytes(photo())
    household = opened(browser, PHONE, address)
    receipt = reported(household, address)
    people = {
        "village": opened(browser, PHONE, address, "cun", "/casework/"),
        "team": opened(browser, PHONE, address, "dui", "/casework/"),
        "township": opened(browser, DESK, address, "xiangzhen", "/reports/"),
        "county": opened(browser, DESK, address, "xian", "/casework/"),
        "medical": opened(browser, DESK, address, "yibao", "/visits/questions/"),
    }
    taken_up(people["township"], address)
    case = people["township"].url.rstrip("/").rsplit("/", 1)[1]
    household.goto(f"{address}/report/status/")
    household.get_by_label("回执号").fill(receipt)
    submit(household, "查")
    look(household, "report-status")
    expect(household.locator("main")).to_contain_text("受理")

    phone = people["village"]
    phone.goto(f"{address}/casework/")
    expect(phone.locator("main")).to_contain_text("王长生")
    expect(phone.locator("main")).not_to_contain_text(re.compile("[0-9a-f]{8}-[0-9a-f]{4}"))
    look(phone, "todo")
    visited(phone, address, case, "监测对象入户核查表")
    phone.goto(f"{address}/casework/{case}/")
    done(phone, "提交核查结果", with_team=True)
    stands(phone, "信息比对")
    informed(people["county"], people["medical"], address, case)
    people["county"].goto(f"{address}/casework/{case}/")
    done(people["county"], "比对完成")
    public = reviewed(people["team"], address, case, picture)
    household.goto(public if public.startswith("http") else f"{address}{public}")
    expect(household.locator("main")).to_contain_text("王长生")
    look(household, "public-notice")
    days_pass(superuser, 12)
    approved(people, address, case)
    stands(phone, "已纳入监测")
    helped(people["township"], address, picture)

    days_pass(superuser, 200)
    case = removal(people, address)
    reviewed(people["team"], address, case, picture)
    days_pass(superuser, 12)
    approved(people, address, case)
    stands(phone, "风险已消除")
    office = people["county"]
    office.goto(f"{address}/casework/{case}/")
    look(office, "removed")
    done(office, "回退", words="复查发现收入仍低于监测线")
    stands(office, "已回退，恢复监测")
    office.goto(f"{address}/households/{HOME}/")
    look(office, "household")
