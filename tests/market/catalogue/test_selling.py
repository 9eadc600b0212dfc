"""What may be sold on a day, and for how much."""

from uuid import uuid4

import pytest

from shouwang.market.catalogue import queries
from shouwang.market.catalogue.models import Tier
from tests.factories_market_catalogue import TODAY, a_product, a_supplier, a_variant

pytestmark = pytest.mark.django_db


def test_an_offer_says_what_is_bought_and_for_how_much(django_assert_num_queries):
    variant = a_variant()
    Tier.objects.create(variant=variant, least=10, price_fen=4980)
    other = a_variant(price_fen=100)
    with django_assert_num_queries(1):
        found = queries.offers([variant.pk, other.pk, 0], on=TODAY)
    assert set(found) == {variant.pk, other.pk}
    offer = found[variant.pk]
    assert (offer.name, offer.title, offer.grams) == ("赣南脐橙", "10斤装", 5000)
    assert [offer.price_for(n) for n in (1, 9, 10)] == [5980, 5980, 4980]
    assert offer.is_sellable


@pytest.mark.parametrize(
    ("of_product", "of_variant", "is_active", "sellable"),
    [
        (True, True, True, True),
        (False, True, True, False),
        (True, False, True, False),
        (True, True, False, False),
    ],
)
def test_all_of_variant_product_and_supplier_must_sell(of_product, of_variant, is_active, sellable):
    supplier = a_supplier()
    product = a_product(supplier, is_on_sale=of_product)
    variant = a_variant(product, is_on_sale=of_variant)
    if not is_active:
        supplier.state, supplier.is_active, supplier.reason = "suspended", False, "整改"
        supplier.save()
    assert queries.offers([variant.pk], on=TODAY)[variant.pk].is_sellable is sellable


def test_a_product_whose_certificate_is_unknown_is_not_sold():
    variant = a_variant(a_product(certificate=uuid4()))
    assert not queries.offers([variant.pk], on=TODAY)[variant.pk].is_sellable
