"""The shop's pages on a desk and on a phone: accessible, and never wider than the screen."""

import io
import os

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.demo import pictures
from shouwang.market.catalogue import operations
from shouwang.market.catalogue.models import Product, Season, Tier
from shouwang.market.members.operations import sign_up
from shouwang.market.suppliers.models import Staff
from tests.factories_market_catalogue import (
    AT,
    a_certificate,
    a_product,
    a_supplier,
    a_variant,
)
from tests.market.looks import DESK, PHONE, browsing, faults, serving

pytestmark = pytest.mark.usefixtures("committed")
GOODS = (
    ("orange", "洗心村红壤脐橙", "fruit", "现摘现发，坏果包赔", 5980),
    ("oil", "冷榨山茶油", "oil", "当年新籽，物理压榨", 12800),
    ("lotus", "手工通芯白莲", "dried", "去芯，肉厚，一煮就糯", 4200),
    ("vegetable", "高山菜心", "vegetable", "清晨采，当天发", 1990),
    ("egg", "稻田土鸭蛋", "egg", "三十枚，逐枚照蛋", 3980),
    ("honey", "百花土蜂蜜", "honey", "一年一割", 6800),
)


@pytest.fixture
def supplier(superuser, settings, tmp_path):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    settings.MEDIA_ROOT = tmp_path
    supplier = a_supplier("瑞金市壬田镇洗心脐橙专业合作社")
    for seed, (kind, name, category, summary, fen) in enumerate(GOODS):
        certificate = a_certificate(
            superuser, supplier, name, valid_until=AT.date().replace(year=2099)
        )
        product = a_product(
            supplier,
            name=name,
            category=category,
            summary=summary,
            certificate=certificate,
            households=12 + seed,
            description="第一段。\n\n第二段。",
        )
        variant = a_variant(product, price_fen=fen, grade="一级")
        Tier.objects.create(variant=variant, least=10, price_fen=fen * 9 // 10)
        a_variant(product, title="尝鲜装", price_fen=fen // 2, grams=2000, gross_grams=2400)
        file = io.BytesIO(pictures.draw(kind, seed))
        operations.add_picture(product=product, file=file, alt=name, by=None, at=AT)
        operations.put_on_sale(product=product, by=None, at=AT)
    Season.objects.create(product=product, first_month=11, last_month=1)
    operations.refresh_words(at=AT)
    yield supplier
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def cookie(supplier) -> dict[str, str]:
    member = sign_up(username="manager1", password="jingdan-chengzi", display_name="钟管理", at=AT)
    Staff.objects.create(member=member, supplier=supplier, role="manager", began_at=AT)
    client = Client()
    client.force_login(member)
    value = client.cookies["market_session"].value
    return {"name": "market_session", "value": value, "domain": "127.0.0.1", "path": "/"}


def test_the_shop_is_accessible_on_desk_and_phone(supplier, cookie):
    product = Product.objects.get(name="洗心村红壤脐橙").pk
    paths = {
        "front": "/",
        "results": "/search/?q=g",
        "narrowed": "/search/?category=fruit",
        "nothing": "/search/?q=zzzz",
        "product": reverse("product", args=[product]),
        "supplier": reverse("supplier_page", args=[supplier.pk]),
        "figures": "/figures/",
        "missing": "/nowhere/",
    }
    own = {"goods": "/goods/", "new": "/goods/new/", "edit": f"/goods/{product}/"}
    found = {}
    with serving() as address:
        for size in (DESK, PHONE):
            for pages, whose in ((paths, None), (own, cookie)):
                with browsing(size, whose) as page:
                    for name, path in pages.items():
                        page.goto(address + path)
                        found[name, size[0]] = faults(page, name)
    assert {page: faults for page, faults in found.items() if faults} == {}


def test_words_are_proposed_below_the_field_and_lead_to_results(supplier):
    with serving() as address, browsing(PHONE) as page:
        page.goto(address)
        page.get_by_role("searchbox").press_sequentially("qic", delay=20)
        page.locator(".shop-words a", has_text="脐橙").first.click()
        page.wait_for_url("**/search/?q=*")
        assert "脐橙" in page.get_by_role("heading", level=1).inner_text()
