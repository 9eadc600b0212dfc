"""The loop: what a watched household sells becomes its income, and the next screening sees it.

Two sites, five people: a county officer at the counter, the household and a shopper on their
phones, the cooperative and the office at their desks.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from shouwang.kernel.periods import add_months
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.policies import operations as policies
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.operations import screen_household
from shouwang.watch.produce import operations as produce
from shouwang.watch.produce.queries import desk
from shouwang.watch.registry.models import Household
from tests import factories
from tests.e2e import market, site
from tests.e2e.market_acts import OWNER, PASSWORD
from tests.e2e.site import DESK, PHONE, VILLAGE, look, opened

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(1500)]

HOME = "H3607811022010007"
LINE_FEN = 850_000  # a person and year
# what the county enters for the years that no document of the pack covers
LINES = {"monitoring_line": LINE_FEN, "rural_disposable_income": 2_300_000}
JARS = 12


@pytest.fixture
def watch(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The watch with one household, some four hundred yuan below the line."""
    site.prepare(owner)
    with entered(Scope.everywhere()):
        home = factories.household(number=HOME, region_code=VILLAGE, head_name="王长生", size=1)
        factories.member(home, name="王长生", identity="36079919850624022X", telephone=None)
        month = screened_on()
        for back in range(3, 9):
            factories.income(
                home, month=add_months(month, -back), amount_fen=(LINE_FEN - 40_000) // 6
            )
        for parameter, value in LINES.items():
            entered_value = policies.enter_value(
                by=Account.objects.get(username="xian"),
                at=timezone.now(),
                parameter=parameter,
                region_code="360781000000",
                from_on=date(2025, 1, 1),
                to_on=None,
                value=value,
                unit="fen",
                document="演示文件",
                confirmed=True,
            )
            assert entered_value.value is not None, entered_value.findings
    with site.serving() as address:
        yield address


def screened_on() -> date:
    """The first day of the month after everything is settled."""
    settled = timezone.localdate() + timedelta(days=9)
    return add_months(settled.replace(day=1), 1)


def screen() -> list[str]:
    """Screen the household; the rules that fire."""
    with entered(Scope.everywhere()):
        home = Household.objects.get(number=HOME)
        screen_household(home, by=None, at=timezone.now(), on=screened_on())
        return list(
            Clue.objects.filter(closed_on=None).order_by("rule").values_list("rule", flat=True)
        )


def agreed(page: Page, address: str) -> tuple[str, str]:
    """At the counter the household agrees to supply; the sheet shows number and pass once."""
    page.goto(f"{address}/households/{HOME}/produce/")
    look(page, "loop-consent")
    page.get_by_label("通过谁供货").select_option(label="壬田绿坡果业专业合作社")
    submit(page, "登记同意并出单")
    look(page, "loop-sheet")
    facts = page.locator("#sheet dl")
    number, secret = facts.locator("strong.number").all_inner_texts()
    return number, secret


def certified(application: str) -> None:
    """The township, the department and the county agree, each notice runs its days."""
    now = timezone.now() - timedelta(days=80)
    with entered(Scope.everywhere()):
        clerk = Account.objects.get(username="xiangzhen")
        office = Account.objects.get(username="xian")
        department = Account.objects.get(username="nongye")
        case = produce.take_application_up(
            by=clerk, at=now, act_id=uuid4(), application=UUID(application)
        )
        assert case.value is not None, case.findings
        for by, way in (
            (clerk, "pass_township"),
            (department, "pass_department"),
            (office, "approve"),
            (clerk, "post_village"),
            (clerk, "post_township"),
            (office, "post_county"),
            (office, "certify"),
        ):
            standing = desk.case_of(UUID(application))
            ripe_on = standing.ripe_on or timezone.localdate(now)
            now += timedelta(days=(ripe_on - timezone.localdate(now)).days, hours=1)
            done = produce.move(
                by=by,
                at=now,
                act_id=uuid4(),
                case=case.value.pk,
                revision=standing.revision,
                transition=way,
                text="见文",
                where="公示栏",
            )
            assert done.findings == ()


def submit(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def declared(page: Page, address: str, number: str, secret: str) -> None:
    """The household opens its page with what the sheet says, and declares its honey."""
    page.goto(f"{address}/household/")
    look(page, "loop-household-sign-in")
    page.get_by_label("编号").fill(number)
    page.get_by_label("口令").fill(secret)
    submit(page, "打开我的页面")
    look(page, "loop-household")
    page.locator(".months input").first.fill("20")
    submit(page, "告诉合作社")
    expect(page.locator("body")).not_to_contain_text("王长生")


def bought(page: Page, address: str, product: str) -> str:
    """A shopper finds the honey, signs up, orders and pays; the order's address."""
    page.goto(f"{address}/search/?q=fm")
    look(page, "loop-search")
    page.goto(f"{address}/search/?q=蜂蜜")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("深山土蜂蜜")).first.click()
    look(page, "loop-product")
    page.get_by_label("数量").fill(str(JARS))
    submit(page, "加入购物车")
    page.goto(f"{address}/members/sign-up/?next=/checkout/")
    page.get_by_label("用户名").fill("mia01")
    page.get_by_label("称呼").fill("小米")
    page.get_by_label("密码").fill("jingdan-chengzi")
    submit(page, "注册")
    look(page, "loop-checkout")
    page.get_by_label("收货人").fill("米女士")
    page.get_by_label("电话").fill("13800001234")
    page.get_by_label("省份").select_option("360000")
    page.get_by_label("详细地址").fill("南昌市东湖区演示路1号")
    page.get_by_label(re.compile("测试")).check()
    submit(page, "提交订单")
    look(page, "loop-pay")
    submit(page, "测试支付（不收钱）")
    submit(page, "付款成功")
    look(page, "loop-order")
    return page.url


def sent(page: Page, address: str) -> None:
    """The cooperative packs and sends; the carrier says that it arrived."""
    page.goto(f"{address}/members/log-in/?next=/packing/")
    page.get_by_label("用户名").fill(OWNER)
    page.get_by_label("密码").fill(PASSWORD)
    submit(page, "登录")
    look(page, "loop-packing")
    with page.expect_navigation():
        page.get_by_role("link", name="去发货").first.click()
    look(page, "loop-part")
    part = page.url
    page.get_by_label("运单号").fill("EM123456789CN")
    page.get_by_label("快递公司").select_option("post")
    submit(page, "登记发货")
    page.goto(part)
    with page.expect_navigation():
        page.get_by_role("link", name="登记物流进展").first.click()
    page.get_by_label("进展").select_option("signed")
    submit(page, "登记")


def test_a_jar_of_honey_lifts_its_household_over_the_line(
    browser: Browser, watch: str, superuser: psycopg.Connection
) -> None:
    assert "income_below_line" in screen()
    with market.serving_market() as shop:
        supplier = market.act("enter")
        assert UUID(supplier)
        counter = opened(browser, DESK, watch, "xian")
        number, secret = agreed(counter, watch)
        superuser.execute("UPDATE bridge_link SET agreed_on = agreed_on - 90")
        link = str(superuser.execute("SELECT id FROM bridge_link").fetchone()[0])
        application = market.act("apply", link)
        # all of it was weeks ago, so that the days of the three notices are over
        superuser.execute("UPDATE people_duty SET begins_on = begins_on - 90")
        certified(application)
        product, code = market.act("stock", link, application).split()
        household = opened(browser, PHONE, shop)
        declared(household, shop, number, secret)
        shopper = opened(browser, PHONE, shop)
        order = bought(shopper, shop, product)
        sent(opened(browser, DESK, shop), shop)
        shopper.goto(order)
        expect(shopper.locator("main")).to_contain_text("已收货")
        assert market.act("settle") == "1"
        household.reload()
        look(household, "loop-household-sold")
        expect(household.locator("#sold")).to_contain_text("571.20")
        shopper.goto(f"{shop}/trace/{code}/")
        look(shopper, "loop-trace")
        expect(shopper.locator("main")).to_contain_text("洗心村")
        expect(shopper.locator("body")).not_to_contain_text("王长生")
    taken = produce.take_up(at=timezone.now())
    assert len(taken.households) == 1
    assert "income_below_line" not in screen()
    counter.goto(f"{watch}/households/{HOME}/produce/")
    look(counter, "loop-income")
    expect(counter.locator("#sold")).to_contain_text("571.20")
    with counter.expect_navigation():
        counter.locator("#sold tbody a").first.click()
    look(counter, "loop-source")
    expect(counter.locator("main")).not_to_contain_text("米女士")
