"""What the county takes away is off sale in the same moment, in every list and every cart."""

from datetime import date

import pytest

from shouwang.market.catalogue import queries
from tests.factories_market_catalogue import TODAY, a_certificate, a_product, a_supplier, a_variant

pytestmark = pytest.mark.usefixtures("committed")


def test_delisting_takes_goods_off_sale_at_once(superuser):
    supplier = a_supplier()
    certificate = a_certificate(superuser, supplier)
    variant = a_variant(a_product(supplier, certificate=certificate))

    def sellable(on: date) -> bool:
        return queries.offers([variant.pk], on=on)[variant.pk].is_sellable

    assert [sellable(date(2025, 12, 31)), sellable(TODAY), sellable(date(2027, 1, 1))] == [
        False,
        True,
        False,
    ]
    superuser.execute(
        "UPDATE bridge_certificate SET suspended_on = %s, reason = '抽检' WHERE id = %s",
        [TODAY, certificate],
    )
    assert not sellable(TODAY)
    superuser.execute(
        "UPDATE bridge_certificate SET suspended_on = NULL, ended_on = %s WHERE id = %s",
        [TODAY, certificate],
    )
    assert not sellable(TODAY)
