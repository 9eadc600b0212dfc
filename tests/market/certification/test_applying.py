"""An application is written step by step, keeps what was typed, and is sent whole."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.bridge.models import Application, ApplicationLink
from shouwang.market.certification import operations, queries
from shouwang.market.certification.errors import AlreadySubmitted, DraftChanged, LinksChanged
from shouwang.market.certification.models import Draft
from shouwang.market.supply.models import Batch
from tests.factories_market_supply import (
    VILLAGE,
    a_batch,
    certified,
    places,
)

pytestmark = pytest.mark.usefixtures("committed")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _places(committed, superuser):
    places(superuser)


def typed(step: str, link=None) -> dict:
    today = timezone.localdate().isoformat()
    report = BytesIO(PDF)
    report.name = "检测报告.pdf"
    return {
        "product": {"product": "赣南脐橙", "category": "fruit", "village_code": VILLAGE},
        "quality": {
            "test-0-item": "residues", "test-0-on": today, "test-0-laboratory": "县检测中心",
            "test-0-result": "未检出", "test-0-passed": "yes", "test-0-file": report,
        },
        "price": {
            "yuan": "6.20", "unit": "500克",
            "price-0-place": "县农贸市场", "price-0-on": today, "price-0-yuan": "6",
            "price-0-source": "当日挂牌价",
            "price-1-place": "市批发市场", "price-1-on": today, "price-1-yuan": "5.80",
            "price-1-source": "当日挂牌价",
        },
        "households": {
            "households_text": "保底价收购", "link": str(link), f"agreed-{link}": today,
        },
    }[step]  # fmt: skip


def send(client, draft, step, told=None, **more):
    way = reverse("certification_step", args=[draft.pk, step])
    return client.post(way, {**(told or {}), "then": "next", **more})


def filled(client, draft, link) -> None:
    for step in ("product", "quality", "price", "households"):
        assert send(client, draft, step, typed(step, link)).status_code == 302


def test_step_by_step_to_the_county(client, supplier, draft, link):
    filled(client, draft, link)
    confirm = client.get(reverse("certification_step", args=[draft.pk, "confirm"]))
    assert "县检测中心：未检出" in confirm.content.decode()
    way = reverse("certification_submit", args=[draft.pk])
    for _twice in range(2):
        assert client.post(way).url == reverse("certification")
    sent = Application.objects.get()
    assert (sent.pk, sent.product, sent.price_fen, sent.region_code) == (
        draft.pk, "赣南脐橙", 620, VILLAGE,
    )  # fmt: skip
    assert [one["fen"] for one in sent.market_prices] == [600, 580]
    (test,) = sent.quality
    assert (test["by"], test["passed"], test["file"], len(test["digest"])) == (
        "县检测中心", True, "检测报告.pdf", 64,
    )  # fmt: skip
    assert ApplicationLink.objects.get().link_id == link
    shown = client.get(reverse("certification")).content.decode()
    assert "乡镇、部门和县里审核" in shown
    with pytest.raises(AlreadySubmitted):
        operations.save_step(
            draft=draft.pk, supplier=supplier, step="product", entered={}, revision=None,
            by=None, at=timezone.now(),
        )  # fmt: skip


def test_what_is_wrong_is_kept_and_said(client, draft):
    wrong = {"test-0-item": "residues", "test-0-on": "2025-02-30", "test-0-laboratory": "县中心"}
    refused = send(client, draft, "quality", wrong)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "有1行没有填完整" in shown
    assert "县中心" in shown
    draft.refresh_from_db()
    assert draft.entered["quality"]["test-0-on"] == "2025-02-30"
    old = {**typed("quality"), "test-0-on": str(timezone.localdate() - timedelta(days=400))}
    assert "超过365天" in send(client, draft, "quality", old).content.decode()
    few = {**typed("price"), "price-1-place": "", "price-1-on": "", "price-1-yuan": "",
           "price-1-source": ""}  # fmt: skip
    assert "至少写2个市场价格，现有1个" in send(client, draft, "price", few).content.decode()
    refused = client.post(reverse("certification_submit", args=[draft.pk]))
    assert refused.status_code == 422
    assert "至少勾选一户带动的农户" in refused.content.decode()
    assert not Application.objects.exists()


def test_a_draft_saves_itself_and_does_not_lose_what_another_typed(client, supplier, draft):
    way = reverse("certification_kept", args=[draft.pk, "product"])
    kept = client.post(way, {**typed("product"), "revision": "0"})
    assert 'value="1"' in kept.content.decode()
    late = {"product": "别的", "category": "fruit", "village_code": VILLAGE, "revision": "0"}
    assert "别人刚改过" in client.post(way, late).content.decode()
    conflict = send(client, draft, "product", late)
    assert conflict.status_code == 422
    assert "别的" in conflict.content.decode()
    assert queries.said_in(Draft.objects.get()).product == "赣南脐橙"
    with pytest.raises(DraftChanged):
        operations.save_step(
            draft=draft.pk, supplier=supplier, step="product", entered={"product": "x"},
            revision=0, by=None, at=timezone.now(),
        )  # fmt: skip


def test_a_household_that_withdrew_meanwhile_is_taken_off_the_list_first(
    client, superuser, supplier, draft, link
):
    filled(client, draft, link)
    yesterday = timezone.localdate() - timedelta(days=1)
    superuser.execute("UPDATE bridge_link SET withdrawn_on = %s", [yesterday])
    with pytest.raises(LinksChanged):
        operations.submit(draft=draft.pk, supplier=supplier, by=None, at=timezone.now())
    refused = client.post(reverse("certification_submit", args=[draft.pk]))
    assert (refused.status_code, "已经撤回同意" in refused.content.decode()) == (422, True)


def test_a_certificate_holds_until_the_county_takes_it_away(superuser, supplier, link):
    today = timezone.localdate()
    number = certified(superuser, supplier.pk)
    batch = a_batch(supplier, certificate=number)

    def holds() -> list[bool]:
        filtered = Batch.objects.filter(queries.holding(today)).exists()
        return [queries.is_valid(number, today), filtered]

    assert holds() == [True, True]
    superuser.execute("UPDATE bridge_certificate SET suspended_on = %s, reason = '抽检'", [today])
    assert holds() == [False, False]
    superuser.execute("UPDATE bridge_certificate SET suspended_on = NULL, ended_on = %s", [today])
    assert holds() == [False, False]
    superuser.execute("UPDATE bridge_certificate SET ended_on = NULL, valid_until = %s", [today])
    assert holds() == [False, False]
    assert batch.certificate == number


def test_anybody_checks_a_certificate(superuser, supplier, link):
    number = certified(superuser, supplier.pk)
    (certificate,) = queries.certificates_of(supplier, timezone.localdate())
    assert certificate.pk == number
    visitor = Client()
    shown = visitor.get(reverse("certificate", args=[certificate.number.lower()]))
    assert shown.status_code == 200
    text = shown.content.decode()
    assert ("有效" in text, "<svg" in text, "瑞金市壬田镇洗心村" in text) == (True, True, True)
    superuser.execute(
        "UPDATE bridge_certificate SET ended_on = %s, reason = '以次充好'", [timezone.localdate()]
    )
    text = visitor.get(reverse("certificate", args=[certificate.number])).content.decode()
    assert ("已取消" in text, "以次充好" in text) == (True, True)
    assert visitor.get(reverse("certificate", args=["RJ0"])).status_code == 404
    asked = visitor.get(reverse("certificate_check"), {"number": certificate.number})
    assert asked.url == reverse("certificate", args=[certificate.number])
