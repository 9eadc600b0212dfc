"""What may be sold today, and for how much: read by carts and orders in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from shouwang.market.catalogue import rules
from shouwang.market.catalogue.rules import Step


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as it is offered on a day.

    `is_sellable`: variant and product are on sale, the supplier is in business, and the product's
    certificate, where it has one, holds. What is not sellable keeps its words, to be named in a
    refusal.
    """

    variant: int
    product: int
    supplier: UUID
    supplier_name: str
    name: str
    title: str
    unit: str
    grams: int
    gross_grams: int
    price_fen: int
    steps: tuple[Step, ...]
    batch: UUID | None
    certificate: UUID | None
    is_sellable: bool

    def price_for(self, quantity: int) -> int:
        """What one piece costs when so many are bought, in fen."""
        return rules.price_for(quantity, self.price_fen, self.steps)


HOLDS = """(certificate.valid_from <= %(on)s
    AND coalesce(certificate.ended_on, certificate.valid_until) > %(on)s
    AND (certificate.suspended_on IS NULL OR certificate.suspended_on > %(on)s))"""

_OFFERS = f"""
SELECT variant.id, product.id, product.supplier_id, supplier.name, product.name, variant.title,
    variant.unit, variant.grams, variant.gross_grams, variant.price_fen,
    ARRAY(SELECT ARRAY[tier.least, tier.price_fen] FROM catalogue_tier tier
          WHERE tier.variant_id = variant.id ORDER BY tier.least),
    variant.batch, product.certificate,
    variant.is_on_sale AND product.is_on_sale AND supplier.is_active
        AND (product.certificate IS NULL OR coalesce({HOLDS}, false))
FROM catalogue_variant variant
JOIN catalogue_product product ON product.id = variant.product_id
JOIN suppliers_supplier supplier ON supplier.number = product.supplier_id
LEFT JOIN bridge_certificate certificate ON certificate.id = product.certificate
WHERE variant.id = ANY(%(variants)s)
"""


def offers(variants: Collection[int], *, on: date) -> dict[int, Offer]:
    """The offers of the variants on the day, by variant; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, {"variants": list(variants), "on": on})
        return {row[0]: _offer(row) for row in cursor.fetchall()}


def _offer(row: Sequence[Any]) -> Offer:
    """The statement's columns stand in the order of the fields."""
    given = dict(zip((one.name for one in fields(Offer)), row, strict=True))
    given["steps"] = tuple(Step(*step) for step in given["steps"])
    return Offer(**given)
