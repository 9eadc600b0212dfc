"""What search reads, written anew whenever products change: all of them in a few statements."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from shouwang.kernel.regioncode import Level, RegionCode, enclosing
from shouwang.market.catalogue import chinese, codes, rules
from shouwang.market.catalogue.models import ALL_MONTHS
from shouwang.regions.queries import names

_READ = """
SELECT product.id, product.supplier_id, supplier.kind, product.category, product.origin_code,
    product.certificate, price.fen, season.first_month, season.last_month, product.listed_at,
    product.name, supplier.name, price.words
FROM catalogue_product product
JOIN suppliers_supplier supplier ON supplier.number = product.supplier_id
JOIN LATERAL (
    SELECT min(price_fen) AS fen, array_agg(DISTINCT grade || ' ' || title) AS words
    FROM catalogue_variant WHERE product_id = product.id AND is_on_sale
) price ON price.fen IS NOT NULL
LEFT JOIN catalogue_season season ON season.product_id = product.id
WHERE product.is_on_sale AND product.id = ANY(%s)
"""
_COLUMNS = (
    "product_id, supplier_id, supplier_kind, category, origin_code, certificate, price_fen,"
    " months, listed_at, spelt, terms"
)
_STAGE = f"""
CREATE TEMPORARY TABLE entries_stage ON COMMIT DROP AS
SELECT {_COLUMNS} FROM catalogue_entry LIMIT 0
"""
_WRITE = f"""
INSERT INTO catalogue_entry ({_COLUMNS}, sold) SELECT {_COLUMNS}, 0 FROM entries_stage
ON CONFLICT (product_id) DO UPDATE SET supplier_id = excluded.supplier_id,
    supplier_kind = excluded.supplier_kind, category = excluded.category,
    origin_code = excluded.origin_code, certificate = excluded.certificate,
    price_fen = excluded.price_fen, months = excluded.months, listed_at = excluded.listed_at,
    spelt = excluded.spelt, terms = excluded.terms
"""
_FORGET = """
DELETE FROM catalogue_entry WHERE product_id = ANY(%s)
AND product_id NOT IN (SELECT product_id FROM entries_stage)
"""


@transaction.atomic
def write_entries(products: Collection[int], *, on: date) -> int:
    """Make search know the products as they are now; returns how many of them are on sale.

    Place names are those of the day. Four statements, however many products.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(products)])
        rows = cursor.fetchall()
        places = _place_names({row[4] for row in rows}, on)
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY entries_stage ({_COLUMNS}) FROM STDIN") as copy:
            for entry in _entries(rows, places):
                copy.write_row(entry)
        cursor.execute(_WRITE)
        cursor.execute(_FORGET, [list(products)])
        cursor.execute("DROP TABLE entries_stage")
    return len(rows)


def _entries(rows: Iterable[tuple], places: dict[str, list[str]]) -> Iterator[list[Any]]:
    category_words = codes.category_words()
    for row in rows:
        *kept, price, first, last, listed_at, name, supplier, words = row
        category, origin = kept[3], kept[4]
        spelled = [name, category_words.get(category, ""), *places[origin], supplier]
        yield [
            *kept,
            price,
            rules.months_of(first, last) if first else ALL_MONTHS,
            listed_at,
            rules.spellings(spelled, chinese.syllables),
            rules.terms_of(spelled, words, chinese.syllables),
        ]


def _place_names(origins: Collection[str], on: date) -> dict[str, list[str]]:
    """Village, township and county of each origin, as far as they are known."""
    lines = {origin: _line(origin) for origin in origins}
    known = names({one for line in lines.values() for one in line}, on=on)
    return {origin: [known[one] for one in line if one in known] for origin, line in lines.items()}


def _line(origin: str) -> list[str]:
    return enclosing(RegionCode(origin))[Level.COUNTY :]
