"""The supplier's pages on the phone, the household's own page, the trace and the certificate."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import xlsxwriter
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from shouwang.bridge.models import Link
from shouwang.ledger.queries import balance
from shouwang.market.catalogue.models import Product, Variant
from shouwang.market.supply import sheets
from shouwang.market.supply.models import Batch, Declaration, InputRecord, Intake, Plot
from shouwang.market.supply.views.growing import months_from
from tests.factories_market_supply import (
    VILLAGE,
    a_member,
    a_supplier,
    certified,
    linked,
    places,
)

pytestmark = pytest.mark.usefixtures("committed")
SECRET = "KQ7MZX2P"


@pytest.fixture(autouse=True)
def _places(committed, superuser):
    places(superuser)


@pytest.fixture
def owner():
    return a_member()


@pytest.fixture
def supplier(owner):
    return a_supplier(owner)


@pytest.fixture
def link(superuser, supplier):
    return linked(superuser, supplier.pk, pass_digest=make_password(SECRET), may_honour=True)


@pytest.fixture
def client(owner, supplier):
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def plot(client, link):
    told = {"act": uuid4(), "crop": "navel_orange", "size": 100, "village_code": VILLAGE}
    answer = client.post(reverse("plot_add", args=[link]), {**told, "may_show": "on"})
    assert answer.status_code == 302
    return Plot.objects.get()


@pytest.fixture
def batch(client, superuser, supplier):
    told = {
        "act": uuid4(), "crop": "navel_orange", "product_name": "赣南脐橙",
        "origin_code": VILLAGE, "certificate": certified(superuser, supplier.pk),
    }  # fmt: skip
    assert client.post(reverse("batches"), told).status_code == 302
    return Batch.objects.get()


def page(client, name, *args, **given) -> str:
    answer = client.get(reverse(name, args=args), given)
    assert answer.status_code == 200
    return answer.content.decode()


def weigh(client, batch, plot, kilograms, **given):
    told = {
        "act": uuid4(), "plot": plot.pk, "kilograms": kilograms, "grade": "first",
        "harvested_on": timezone.localdate(), **given,
    }  # fmt: skip
    return client.post(reverse("intake_add", args=[batch.pk]), told)


def test_a_shopper_is_sent_to_the_entry_and_a_packer_may_not_weigh():
    client = Client()
    client.force_login(a_member())
    assert client.get(reverse("supply")).url == reverse("supplier_new")
    packer = a_member()
    a_supplier(packer, role="packer")
    client.force_login(packer)
    assert client.get(reverse("supply")).status_code == 403
    assert client.get(reverse("batches")).status_code == 200


def test_from_plot_to_closed_batch_on_the_phone(client, link, plot, batch):
    assert "375" in page(client, "supply_link", link)
    first = weigh(client, batch, plot, "12.5")
    assert first.status_code == 302
    assert "grade=first" in first.url
    act = uuid4()
    for _twice in range(2):
        assert weigh(client, batch, plot, "20", act=act).status_code == 302
    assert sorted(Intake.objects.values_list("grams", flat=True)) == [12_500, 20_000]
    refused = weigh(client, batch, plot, "400")
    assert refused.status_code == 422
    assert "还能认证 342.5 千克，要收 400 千克" in refused.content.decode()
    assert 'value="400"' in refused.content.decode()
    assert client.post(reverse("batch_close", args=[batch.pk])).status_code == 302
    assert "打印标签" in page(client, "batch", batch.pk)
    assert page(client, "batch_labels", batch.pk).count('class="segno"') == 24


def test_pages_of_many_rows_ask_no_more_than_pages_of_few(client, superuser, supplier, plot, batch):
    def count(name, *args) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, name, *args)
        return len(asked)

    names = [("supply",), ("batches",), ("batch", batch.pk), ("declarations",)]
    few = [count(*one) for one in names]
    for _more in range(3):
        linked(superuser, supplier.pk)
        assert weigh(client, batch, plot, "1").status_code == 302
    many = [count(*one) for one in names]
    assert few == many
    assert max(many) <= 20


def test_what_a_plot_was_treated_with_is_refused_when_wrong_and_kept(client, link, plot):
    way = reverse("input_add", args=[plot.pk])
    told = {"act": uuid4(), "kind": "pesticide", "name": "多菌灵", "on": "2025-13-01"}
    refused = client.post(way, told)
    assert refused.status_code == 422
    assert "多菌灵" in refused.content.decode()
    good = {**told, "on": timezone.localdate(), "interval_days": 20}
    for _twice in range(2):
        assert client.post(way, good).status_code == 302
    assert InputRecord.objects.count() == 1


def test_declarations_go_out_and_come_in_as_excel(client, link, plot):
    months = months_from(timezone.localdate())
    answer = client.get(reverse("declarations_sheet"))
    table = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = table.to_python()
    assert rows[0][:3] == ["链接编号", "社员号", "品种"]
    number = Link.objects.get(pk=link).number
    assert rows[1][:3] == [number, "", "脐橙"]

    def upload(*cells):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, rows[0])
            sheet.write_row(1, 0, [number, "", "脐橙", *cells])
        target.seek(0)
        target.name = "a.xlsx"
        return client.post(reverse("declarations"), {"file": target})

    refused = upload("12", "很多")
    assert refused.status_code == 422
    assert f"第2行 {months[1]:%Y-%m} 千克：“很多”不是千克数" in refused.content.decode()
    assert not Declaration.objects.exists()
    assert upload(12.5, 0).status_code == 302
    assert dict(Declaration.objects.values_list("month", "grams")) == {
        months[0]: 12_500, months[1]: 0,
    }  # fmt: skip
    assert sheets.read(b"nothing", [], months).findings[0].code == "not_excel"


def test_a_household_opens_its_page_and_says_what_it_can_sell(client, link, plot, supplier):
    phone, number = Client(), Link.objects.get(pk=link).number
    way = reverse("household_page", args=[link])
    assert phone.get(way).url == reverse("household_sign_in")
    wrong = phone.post(reverse("household_sign_in"), {"number": number, "secret": "AAAAAAAA"})
    assert wrong.status_code == 422
    opened = phone.post(
        reverse("household_sign_in"), {"number": f" {number.lower()}", "secret": "kq7m zx2p"}
    )
    assert opened.url == way
    month = next(one for one in months_from(timezone.localdate(), 12) if one.month == 12)
    assert "脐橙" in page(phone, "household_page", link)
    field = f"navel_orange-{month:%Y-%m}"
    assert phone.post(way, {field: "abc"}).status_code == 422
    assert phone.post(way, {field: "150"}).status_code == 302
    said = Declaration.objects.get()
    assert (said.link, said.crop, said.month, said.grams, said.by) == (
        link, "navel_orange", month, 150_000, None,
    )  # fmt: skip
    other = linked_elsewhere(supplier)
    assert phone.get(reverse("household_page", args=[other])).status_code == 302
    phone.post(reverse("household_sign_out"))
    assert phone.get(way).status_code == 302


def linked_elsewhere(_supplier):
    return uuid4()


def test_too_many_wrong_passes_shut_the_right_one_out(link):
    phone, number = Client(), Link.objects.get(pk=link).number
    way = reverse("household_sign_in")
    for _try in range(5):
        assert phone.post(way, {"number": number, "secret": "AAAAAAAA"}).status_code == 422
    assert phone.post(way, {"number": number, "secret": SECRET}).status_code == 422


def test_anybody_reads_the_trace_without_names(client, superuser, link, plot, batch):
    days = timezone.localdate() - timedelta(days=30)
    told = {"act": uuid4(), "kind": "pesticide", "name": "多菌灵", "on": days, "interval_days": 20}
    client.post(reverse("input_add", args=[plot.pk]), told)
    weigh(client, batch, plot, "30")
    step = {"act": uuid4(), "kind": "packed", "on": timezone.localdate(), "words": "5斤装"}
    assert client.post(reverse("batch_step", args=[batch.pk]), step).status_code == 302
    visitor = Client()
    shown = page(visitor, "trace", batch.code.lower())
    for word in ("瑞金市壬田镇洗心村", "多菌灵", "30 天后采收", "县检测中心", "5斤装", "1 户"):
        assert word in shown
    assert 'itemtype="https://schema.org/Product"' in shown
    assert str(link) not in shown
    assert "1户农户" in shown
    assert "同意公开致谢的 1 户农户" in shown
    assert Link.objects.get().number not in shown
    superuser.execute("UPDATE bridge_link SET may_honour = false")
    Plot.objects.update(may_show=False)
    shown = page(visitor, "trace", batch.code)
    assert "公开致谢" not in shown
    assert "100 平方米" not in shown
    assert visitor.get(reverse("trace_search"), {"code": batch.code}).url.endswith(f"{batch.code}/")
    assert visitor.get(reverse("trace_search"), {"code": "nonsense"}).status_code == 422
    assert visitor.get(reverse("trace", args=["00000000001"])).status_code == 404
    for kind, begin in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        picture = visitor.get(reverse("trace_qr", args=[batch.code, kind]))
        assert picture.content.startswith(begin)


def test_a_closed_batch_becomes_stock_by_the_page(client, supplier, plot, batch):
    product = Product.objects.create(
        key=uuid4(), supplier=supplier, name="赣南脐橙", category="fruit", origin_code=VILLAGE,
        made_at=timezone.now(),
    )  # fmt: skip
    variant = Variant.objects.create(
        key=uuid4(), product=product, title="5斤装", unit="box", grams=2500, gross_grams=2700,
        price_fen=3000,
    )  # fmt: skip
    weigh(client, batch, plot, "10")
    way = reverse("batch_listing", args=[batch.pk])
    told = {"act": uuid4(), "variant": variant.pk, "pieces": 3}
    assert "先封批再上架" in client.post(way, told).content.decode()
    client.post(reverse("batch_close", args=[batch.pk]))
    assert way in page(client, "batch", batch.pk)
    for _twice in range(2):
        assert client.post(way, told).status_code == 302
    assert balance(f"stock:{variant.pk}").available == 3
    refused = client.post(way, {**told, "act": uuid4(), "pieces": 2})
    assert (refused.status_code, "还有 2.5 千克没有上架" in refused.content.decode()) == (422, True)
