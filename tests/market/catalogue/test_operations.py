"""Making, pricing, showing and withdrawing products; pictures that are not taken."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from shouwang.market.catalogue import operations, queries
from shouwang.market.catalogue.models import Entry, Product, ProductEvent
from shouwang.market.catalogue.queries import Narrowing
from shouwang.market.catalogue.rules import Step
from tests.factories_market_catalogue import AT, TODAY, VILLAGE, a_product, a_supplier, a_variant

pytestmark = pytest.mark.django_db
GIVEN = {"name": "土蜂蜜", "category": "honey", "origin_code": VILLAGE}
VARIANT = {
    "title": "一斤装",
    "grade": "",
    "unit": "jar",
    "grams": 500,
    "gross_grams": 800,
    "price_fen": 6800,
}


def _made(key=None, supplier=None, **more):
    return operations.make(
        key=key or uuid4(),
        supplier=supplier or a_supplier(),
        certificate=None,
        given=GIVEN,
        by=None,
        at=AT,
        **more,
    )


def test_a_form_sent_twice_makes_one_product():
    key, supplier = uuid4(), a_supplier()
    first, second = (_made(key, supplier).value for _ in range(2))
    assert first == second
    assert ProductEvent.objects.filter(product=first, kind="made").count() == 1


def test_the_key_of_anothers_product_is_refused():
    key = uuid4()
    _made(key)
    again = _made(key)
    assert [finding.code for finding in again.findings] == ["not_yours"]


def test_from_naming_to_selling_and_back():
    product = _made(season=(4, 6)).value
    refused = operations.put_on_sale(product=product, by=None, at=AT)
    assert [finding.code for finding in refused.findings] == ["no_variant"]
    put = operations.put_variant(
        key=uuid4(), product=product, given=VARIANT, steps=[Step(3, 6000)], by=None, at=AT
    )
    assert operations.put_on_sale(product=product, by=None, at=AT).sound
    found = queries.search(Narrowing(query="fengmi", fresh=True), on=TODAY)
    assert list(found.products) == [product.pk]
    offer = queries.offers([put.value.pk], on=TODAY)[put.value.pk]
    assert (offer.is_sellable, offer.price_for(3)) == (True, 6000)
    operations.take_off(product=product, by=None, at=AT, words="卖完")
    assert not Entry.objects.exists()
    kinds = ProductEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["made", "priced", "listed", "withdrawn"]


def test_a_new_price_is_found_at_once():
    product = a_product()
    variant = a_variant(product)
    operations.put_on_sale(product=product, by=None, at=AT)
    operations.put_variant(
        key=variant.key, product=product, given=VARIANT, steps=(), by=None, at=AT
    )
    assert Entry.objects.get().price_fen == 6800


def test_two_variants_of_one_name_and_steps_that_rise_are_refused():
    product = a_product()
    a_variant(product, title="一斤装")
    put = operations.put_variant(
        key=uuid4(), product=product, given=VARIANT, steps=[Step(3, 7000)], by=None, at=AT
    )
    assert {finding.code for finding in put.findings} == {"title_taken", "step_not_cheaper"}


def test_a_certificate_that_is_not_the_suppliers_makes_no_product():
    made = operations.make(
        key=uuid4(), supplier=a_supplier(), certificate=uuid4(), given=GIVEN, by=None, at=AT
    )
    assert [finding.code for finding in made.findings] == ["certificate"]
    assert not Product.objects.exists()


def _picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
        (b"", "unreadable"),
        (_picture(400, 400)[:-200], "unreadable"),
        (_picture(100, 400), "too_small"),
    ],
)
def test_pictures_that_are_none_are_refused(content, code, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    added = operations.add_picture(
        product=a_product(), file=io.BytesIO(content), alt="x", by=None, at=AT
    )
    assert [finding.code for finding in added.findings] == [code]
    assert list(tmp_path.rglob("*.webp")) == []


def test_the_same_picture_is_kept_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = a_product()
    for alt in ("一", "二"):
        file = io.BytesIO(_picture(1200, 900))
        operations.add_picture(product=product, file=file, alt=alt, by=None, at=AT)
    picture = product.pictures.get()
    assert (picture.alt, picture.width, picture.height) == ("二", 960, 720)
    assert len(list(tmp_path.rglob("*.webp"))) == 3
