"""A supplier names a product, prices it, puts a picture on it, sells it and takes it off."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from shouwang.demo import pictures
from shouwang.market.catalogue.models import Product, Variant
from shouwang.market.members.operations import sign_up
from shouwang.market.suppliers.models import Staff
from tests.factories_market_catalogue import AT, a_product, a_supplier, a_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return a_supplier("洗心合作社")


@pytest.fixture
def manager(supplier) -> Client:
    member = sign_up(username="manager1", password="jingdan-chengzi", display_name="管理员", at=AT)
    Staff.objects.create(member=member, supplier=supplier, role="manager", began_at=AT)
    client = Client()
    client.force_login(member)
    return client


PRODUCT = {"name": "土蜂蜜", "category": "honey", "first_month": "4", "last_month": "6"}
VARIANT = {
    "title": "一斤装",
    "unit": "jar",
    "grams": "500",
    "gross_grams": "800",
    "price": "68.00",
    "least": "3",
    "lower": "60",
    "is_on_sale": "on",
}


def test_from_a_name_to_the_shop_and_back(manager: Client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    key = str(uuid4())
    for _ in range(2):
        made = manager.post(reverse("goods_new"), {**PRODUCT, "key": key})
    product = Product.objects.get()
    assert made.url == reverse("goods_edit", args=[product.pk])
    address = reverse("goods_variant", args=[product.pk])
    assert manager.post(address, {**VARIANT, "key": uuid4()}).status_code == 302
    file = SimpleUploadedFile("a.webp", pictures.draw("honey", 1), "image/webp")
    shown = {"picture": file, "alt": "一罐蜂蜜"}
    assert manager.post(reverse("goods_picture", args=[product.pk]), shown).status_code == 302
    manager.post(reverse("goods_sale", args=[product.pk]), {"to": "on"})
    page = Client().get(reverse("product", args=[product.pk])).content.decode()
    assert "一罐蜂蜜" in page
    assert manager.get(made.url).status_code == 200
    manager.post(reverse("goods_sale", args=[product.pk]), {"to": "off"})
    assert Client().get(reverse("product", args=[product.pk])).status_code == 404


def test_what_was_typed_comes_back_with_what_is_wrong(manager: Client):
    typed = {"name": "蜜", "summary": "写了很久的话", "first_month": "4", "key": str(uuid4())}
    answer = manager.post(reverse("goods_new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写了很久的话" in page
    assert "请选择类别" in page
    assert "起止月份要一起填" in page


def test_nothing_is_sold_without_a_variant(manager: Client, supplier):
    product = a_product(supplier, is_on_sale=False)
    answer = manager.post(reverse("goods_sale", args=[product.pk]), {"to": "on"})
    assert answer.status_code == 422
    assert "先填好至少一个规格和价格" in answer.content.decode()


@pytest.mark.parametrize("name", ["goods_edit", "goods_variant", "goods_picture", "goods_sale"])
def test_the_goods_of_others_are_not_found(manager: Client, name):
    product = a_product()
    assert manager.post(reverse(name, args=[product.pk]), {}).status_code == 404


def test_shoppers_have_no_goods(client: Client):
    client.force_login(
        sign_up(username="shopper1", password="jingdan-chengzi", display_name="客", at=AT)
    )
    assert client.get(reverse("goods")).status_code == 403


def test_the_list_shows_stock_and_goes_to_excel(
    manager: Client, supplier, django_assert_max_num_queries
):
    a_variant(a_product(supplier), price_fen=5980)
    a_variant(a_product(supplier, name="无证", certificate=uuid4()))
    with django_assert_max_num_queries(15):
        page = manager.get(reverse("goods")).content.decode()
    assert "证书失效，已停售" in page
    answer = manager.get(reverse("goods"), {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    cells = book.get_sheet_by_index(0).to_python()[1:]
    assert ["赣南脐橙", "10斤装", "箱", 59.8, 0, "在售"] in cells


def test_a_variant_is_changed_by_its_own_form(manager: Client, supplier):
    variant = a_variant(a_product(supplier))
    address = reverse("goods_variant", args=[variant.product_id])
    manager.post(address, {**VARIANT, "key": variant.key, "price": "70"})
    assert Variant.objects.get().price_fen == 7000


def test_two_lower_prices_are_kept_and_shown_as_a_table(manager: Client, supplier):
    variant = a_variant(a_product(supplier))
    address = reverse("goods_variant", args=[variant.product_id])
    steps = {"least": "3", "lower": "60", "least_2": "10", "lower_2": "55.50"}
    manager.post(address, {**VARIANT, "key": variant.key, **steps})
    kept = list(variant.tiers.order_by("least").values_list("least", "price_fen"))
    assert kept == [(3, 6000), (10, 5550)]
    page = manager.get(reverse("goods_edit", args=[variant.product_id])).content.decode()
    assert 'value="55.50"' in page
    shown = Client().get(reverse("product", args=[variant.product_id])).content.decode()
    assert "price-steps" in shown
    assert "满 10 件" in shown


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"least_2": "10", "lower_2": "50"}, "先填第一档，再填第二档"),
        ({"least": "3", "lower": "60", "least_2": "3", "lower_2": "50"}, "件数要比第一档多"),
        ({"least": "3", "lower": "60", "least_2": "10"}, "件数和单价要一起填"),
        ({"least": "3", "lower": "60", "least_2": "10", "lower_2": "60"}, "应低于 60 元"),
        ({"least": "3", "lower": "68"}, "应低于 68.00 元"),
    ],
)
def test_lower_prices_that_do_not_fit_are_refused_in_the_form_of_their_variant(
    manager: Client, supplier, steps, words
):
    variant = a_variant(a_product(supplier))
    told = {**VARIANT, "least": "", "lower": "", **steps, "key": variant.key}
    answer = manager.post(reverse("goods_variant", args=[variant.product_id]), told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert page.index(words) < page.index("加一个规格")
    assert not variant.tiers.exists()
