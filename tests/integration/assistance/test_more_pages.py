"""The pages of posts, of resettled households and of the price subsidy."""

import io
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import factories, factories_assistance
from tests.integration.assistance.test_pages import COUNTY, browser, clerk, page

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.assistance.models import Post, PostHolding, SubsidyRun

pytestmark = pytest.mark.django_db


def test_a_post_is_opened_given_and_left():
    with entered(Scope.everywhere()):
        home = factories.household(number="H1")
        factories.member(home, number="P1", name="赖福生")
    client, act_id = clerk(), uuid4()
    said = {
        "act_id": act_id,
        "place": "360781100000",
        "title": "保洁员",
        "employer": "镇政府",
        "kind": "cleaning",
        "public_welfare": "on",
        "pay": "800",
        "places": 1,
        "since": "2024-01-01",
    }
    refused = client.post(reverse("posts"), {**said, "pay": "-1"})
    assert "不能是负数" in page(refused)
    for _ in range(2):
        assert client.post(reverse("posts"), said).status_code == 302
    assert "保洁员" in page(client.get(reverse("posts")))
    address = reverse("post", args=[act_id])
    give = {"act_id": uuid4(), "person": "P1", "since": "2024-02-01"}
    assert "没有这个编号的人" in page(client.post(address, {**give, "person": "P9"}))
    assert client.post(address, give).status_code == 302
    assert "赖福生" in page(client.get(address))
    end = reverse("holding_end", args=[act_id, give["act_id"]])
    early = page(client.post(end, {"on": "2024-01-01"}))
    assert ("必须晚于上岗日期" in early, 'value="2024-01-01"' in early) == (True, True)
    client.post(end, {"on": "2024-03-01"})
    with entered(Scope.everywhere()):
        assert Post.objects.get().pay_month_fen == 80_000
        assert PostHolding.objects.get().during.upper == date(2024, 3, 1)


def test_a_resettled_household_is_followed():
    with entered(Scope.everywhere()):
        home = factories.household(number="H1", head_name="赖福生")
        paper = factories_assistance.paper(home)
    client = clerk()
    said = {"household": "H1", "site": "幸福社区", "moved_on": "2020-05-01"}
    assert "没有这个编号的户" in page(
        client.post(reverse("relocation"), {**said, "household": "x"})
    )
    answer = client.post(reverse("relocation"), said)
    assert answer.url == reverse("relocation_household", args=["H1"])
    point = {"act_id": uuid4(), "item": "house", "on": "2024-01-01"}
    assert "请上传凭证" in page(client.post(answer.url, point))
    assert client.post(answer.url, {**point, "paper": paper.pk}).status_code == 302
    assert "签收单" in page(client.get(answer.url))
    assert "幸福社区" in page(client.get(reverse("relocation")))


def test_the_subsidy_is_previewed_computed_and_taken_as_excel():
    with entered(Scope.everywhere()):
        home = factories.household(number="H1", head_name="赖福生")
        factories.member(home)
        factories.income(home, kind="transfer", item="低保金", month=date(2024, 6, 1))
        factories.entered_value(
            factories.account(),
            parameter="subsidy_base_month_fen",
            region_code=COUNTY.code,
            value=60_000,
            unit="fen",
            from_on=date(2024, 1, 1),
            to_on=None,
        )
    client = browser(Kind.COUNTY_OFFICE, COUNTY)
    address = reverse("price_subsidy")
    assert "还没有录入 2024-06" in page(client.get(address, {"month": "2024-06"}))
    price = {"month": "2024-06", "kind": "cpi", "rise": "3.0", "document": "统计公报"}
    assert client.post(address, price).status_code == 302
    assert "计算并生成发放表" in page(client.get(address, {"month": "2024-06"}))
    act_id = uuid4()
    for _ in range(2):
        answer = client.post(reverse("subsidy_compute"), {"act_id": act_id, "month": "2024-06-01"})
        assert answer.url == reverse("subsidy_run", args=[act_id])
    assert "统计公报" in page(client.get(answer.url))
    taken = client.get(reverse("subsidy_export", args=[act_id]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken.getvalue()))
    row = book.get_sheet_by_index(0).to_python()[1]
    assert (row[1], row[3], row[5]) == ("H1", "低保家庭", "18.00")
    with entered(Scope.everywhere()):
        assert SubsidyRun.objects.count() == 1
    assert clerk().get(address).status_code == 403
