"""Makers of products, variants and certificates, for the market's tests."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID, uuid4

import psycopg

from shouwang.market.catalogue.models import Product, Variant
from shouwang.market.suppliers.models import Supplier

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
TODAY = date(2026, 5, 6)
VILLAGE, COUNTY = "360781102201", "360781000000"
_serial = count(1)

_CARD = """
INSERT INTO bridge_suppliercard (id, name, kind, region_code) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_APPLICATION = """
INSERT INTO bridge_application (id, supplier_id, supplier_name, region_code, product, category,
    quality, unit, price_fen, market_prices, households_text, submitted_at, state, words)
VALUES (%s, %s, '', %s, %s, 'fruit', '[]', '500g', 500, '[]', '', %s, 'certified', '')
"""
_CERTIFICATE = """
INSERT INTO bridge_certificate (id, number, application_id, supplier_id, region_code, product,
    category, valid_from, valid_until, reason)
VALUES (%s, %s, %s, %s, %s, %s, 'fruit', %s, %s, '')
"""


def a_supplier(name: str = "", kind: str = "cooperative", village: str = VILLAGE) -> Supplier:
    """A supplier in business."""
    serial = next(_serial)
    return Supplier.objects.create(
        number=uuid4(),
        kind=kind,
        name=name or f"合作社{serial}",
        credit_code=f"9336078100{serial:08}",
        contact_name="张三",
        telephone="13800000000",
        county_code=COUNTY,
        village_code=village,
        state="active",
        is_active=True,
        applied_at=AT,
    )


def a_product(supplier: Supplier | None = None, **given) -> Product:
    """A product on sale."""
    fields = {
        "key": uuid4(),
        "supplier": supplier or a_supplier(),
        "name": "赣南脐橙",
        "category": "fruit",
        "origin_code": VILLAGE,
        "made_at": AT,
        "is_on_sale": True,
        "listed_at": AT,
    }
    return Product.objects.create(**fields | given)


def a_variant(product: Product | None = None, **given) -> Variant:
    """Five kilograms for 59.80 yuan."""
    fields = {
        "key": uuid4(),
        "product": product or a_product(),
        "title": "10斤装",
        "unit": "box",
        "grams": 5000,
        "gross_grams": 5600,
        "price_fen": 5980,
    }
    return Variant.objects.create(**fields | given)


def a_certificate(
    superuser: psycopg.Connection,
    supplier: Supplier,
    product: str = "脐橙",
    valid_from: date = date(2026, 1, 1),
    valid_until: date = date(2027, 1, 1),
) -> UUID:
    """A certificate as the county writes it: committed, by a connection that nothing holds back."""
    certificate, application = uuid4(), uuid4()
    superuser.execute(_CARD, [supplier.number, supplier.name, supplier.kind, COUNTY])
    given = [application, supplier.number, VILLAGE, product, AT]
    superuser.execute(_APPLICATION, given)
    number = f"瑞认{next(_serial):06}{str(certificate)[:4]}"
    named = [certificate, number, application, supplier.number, VILLAGE, product]
    superuser.execute(_CERTIFICATE, [*named, valid_from, valid_until])
    return certificate
