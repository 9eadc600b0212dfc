"""What shoppers see, complete without a script and good to share."""

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from shouwang.demo import pictures as drawn
from shouwang.market.catalogue import operations
from shouwang.market.catalogue.models import Picture, Tier
from tests.factories_market_catalogue import AT, a_product, a_supplier, a_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def orange(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    product = a_product(a_supplier("洗心脐橙合作社"), summary="现摘现发")
    variant = a_variant(product)
    Tier.objects.create(variant=variant, least=10, price_fen=4980)
    file = io.BytesIO(drawn.draw("orange", 1))
    operations.add_picture(product=product, file=file, alt="三个脐橙", by=None, at=AT)
    operations.put_on_sale(product=product, by=None, at=AT)
    return product


def test_the_front_page_shows_what_there_is(client: Client, orange, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page = client.get("/").content.decode()
    assert reverse("product", args=[orange.pk]) in page
    assert "59.80" in page


def test_an_empty_market_says_so(client: Client):
    assert "还没有商品上架" in client.get("/").content.decode()


def test_results_hold_their_filters_in_the_address(
    client: Client, orange, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        page = client.get("/search/", {"q": "qc", "band": "to_60"}).content.decode()
    assert "赣南脐橙" in page
    assert "取消筛选：30—60元" in page
    assert 'href="?q=qc&amp;band=to_60&amp;order=cheap"' in page


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?band=%00", "?q=%00", "?place=1;2"])
def test_what_an_address_does_not_say_rightly_is_left_open(client: Client, orange, query):
    assert client.get(f"/search/{query}").status_code == 200


def test_nothing_found_proposes_what_sounds_alike(client: Client, orange):
    operations.refresh_words(at=AT)
    page = client.get("/search/", {"q": "其橙"}).content.decode()
    assert "您要找的是不是" in page
    assert "脐橙" in page.split("您要找的是不是")[1]


@pytest.mark.parametrize("typed", ["脐", "qi", "q", "gn"])
def test_words_are_proposed_while_typing(client: Client, orange, typed):
    operations.refresh_words(at=AT)
    assert "脐橙" in client.get("/search/words/", {"q": typed}).content.decode()


def test_a_product_page_is_whole_and_can_be_shared(
    client: Client, orange, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        page = client.get(reverse("product", args=[orange.pk])).content.decode()
    for part in ("满 10 件", "49.80", "洗心脐橙合作社", "现摘现发", 'alt="三个脐橙"', "卖完了"):
        assert part in page
    assert '<link rel="canonical" href="http://testserver/products/' in page
    assert re.search(
        r'property="og:image" content="http://testserver/pictures/[0-9a-f]{64}-960', page
    )
    assert 'itemtype="https://schema.org/Product"' in page
    assert not re.findall(r"<script(?! src)", page)


def test_a_product_off_sale_says_so(client: Client, orange):
    operations.take_off(product=orange, by=None, at=AT)
    answer = client.get(reverse("product", args=[orange.pk]))
    assert answer.status_code == 404
    assert "已经下架" in answer.content.decode()


def test_pictures_are_served_for_ever_by_their_content(client: Client, orange):
    picture = Picture.objects.get()
    answer = client.get(reverse("picture", args=[picture.digest, 240]))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (240, 240), {})
    assert client.get(reverse("picture", args=["0" * 64, 240])).status_code == 404


def test_a_supplier_shows_its_goods(client: Client, orange):
    page = client.get(reverse("supplier_page", args=[orange.supplier_id])).content.decode()
    assert "赣南脐橙" in page


@pytest.mark.parametrize("path", ["/nowhere/", "/products/999999/"])
def test_an_unknown_page_speaks_as_the_market(client: Client, path):
    answer = client.get(path)
    assert (answer.status_code, "守望商城" in answer.content.decode()) == (404, True)
