"""Finding products by word, pinyin, place and filters, with a count of every filter's values.

Every number is counted up to MOST_COUNTED products and called "more" beyond; nobody leafs further
than MOST_LEAFED. So a single character that half of the products have costs no more than a rare
one: the index gives the first of them, and the page's products are read from the index of
the order asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from shouwang.market.catalogue import chinese, codes, rules
from shouwang.market.catalogue.queries.selling import HOLDS
from shouwang.market.catalogue.rules import Wanted

MOST_COUNTED = 2_000
MOST_LEAFED = 1_200
PAGE_SIZE = 24
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12
FACETS = ("category", "place", "kind", "band", "fresh", "certified")

ORDERS: Mapping[str, str] = {
    "": "entry.sold DESC, entry.product_id DESC",
    "new": "entry.listed_at DESC, entry.product_id DESC",
    "cheap": "entry.price_fen, entry.product_id",
    "dear": "entry.price_fen DESC, entry.product_id DESC",
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What to look for; empty strings and False leave open."""

    query: str = ""
    category: str = ""
    place: str = ""  # a code of 6, 9 or 12 digits
    kind: str = ""  # of supplier
    band: str = ""
    fresh: bool = False
    certified: bool = False
    supplier: UUID | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The products of one page and how many there are of each kind.

    `facets` has for each of FACETS the numbers by value.
    `is_more`: there are more than `total`. `is_loose`: nothing has the words as they were typed,
    so products that have all their characters are shown.
    """

    products: Sequence[int]
    total: int
    number: int
    is_more: bool = False
    is_loose: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The number of the last page that can be leafed to."""
        return max(1, -(-min(self.total, MOST_LEAFED) // PAGE_SIZE))


_SHOWN = f"""
FROM catalogue_entry entry
WHERE entry.supplier_id IN (SELECT number FROM suppliers_supplier WHERE is_active)
AND (entry.certificate IS NULL OR entry.certificate IN (
    SELECT certificate.id FROM bridge_certificate certificate WHERE {HOLDS}))
"""
# One reading gives the numbers of all facets, each facet's with its bit, and the keys of the page.
_COUNTED = """
WITH matched AS MATERIALIZED (
    SELECT entry.product_id, entry.sold, entry.listed_at, entry.price_fen, entry.category,
        left(entry.origin_code, %(digits)s) AS place, entry.supplier_kind AS kind,
        width_bucket(entry.price_fen, %(bounds)s::bigint[]) AS band,
        (entry.months & %(month)s) <> 0 AS fresh, entry.certificate IS NOT NULL AS certified
    {shown} LIMIT %(most)s
)
SELECT grouping(category, place, kind, band, fresh, certified),
    category, place, kind, band, fresh, certified, count(*), NULL::bigint[]
FROM matched GROUP BY GROUPING SETS (category, place, kind, band, fresh, certified)
UNION ALL
SELECT 0, '', '', '', 0, false, false, 0,
    ARRAY(SELECT product_id FROM matched entry ORDER BY {order} LIMIT %(size)s OFFSET %(start)s)
"""
# The planner takes comparing two hundred terms of a row for as cheap as comparing two numbers, and
# would rather do so than ask the index.
_BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true)"
_PAGE = "SELECT entry.product_id {shown} ORDER BY {order} LIMIT %(size)s OFFSET %(start)s"


def search(narrowing: Narrowing, *, on: date, number: int = 1) -> Found:
    """The products that fit, on the day; two statements, three beyond MOST_COUNTED products.

    When nothing has the words of the query, its characters are looked up one by one.
    """
    query = rules.wanted(narrowing.query, chinese.cut)
    if narrowing.query.strip() and not query:
        return Found((), 0, 1)
    found = _found(query, narrowing, on, number)
    loose = rules.loosened(query)
    if found.total or loose == query:
        return found
    again = _found(loose, narrowing, on, number)
    return Found(again.products, again.total, again.number, again.is_more, True, again.facets)


def _found(query: Wanted, narrowing: Narrowing, on: date, number: int) -> Found:
    number = min(max(number, 1), MOST_LEAFED // PAGE_SIZE)
    parts = {"shown": _SHOWN + _conditions(query, narrowing), "order": ORDERS[narrowing.order]}
    given = _given(query, narrowing, on) | {"start": (number - 1) * PAGE_SIZE}
    with transaction.atomic(), connection.cursor() as cursor:
        if query:
            cursor.execute(_BY_INDEX)
        cursor.execute(_COUNTED.format(**parts), given)
        *counted, (*_, products) = cursor.fetchall()
        facets, total = _facets(counted)
        is_more = total > MOST_COUNTED
        if is_more:
            cursor.execute(_PAGE.format(**parts), given)
            products = [product for (product,) in cursor.fetchall()]
    return Found(products, min(total, MOST_COUNTED), number, is_more, facets=facets)


def _conditions(query: Wanted, narrowing: Narrowing) -> str:
    asked = {
        "entry.terms @> %(terms)s::text[]": query.terms,
        "entry.spelt LIKE ALL (%(spelt)s::text[])": query.spelt,
        "entry.category = %(category)s": narrowing.category,
        "entry.origin_code LIKE %(place)s": narrowing.place,
        "entry.supplier_kind = %(kind)s": narrowing.kind,
        "width_bucket(entry.price_fen, %(bounds)s::bigint[]) = %(band)s": narrowing.band,
        "(entry.months & %(month)s) <> 0": narrowing.fresh,
        "entry.certificate IS NOT NULL": narrowing.certified,
        "entry.supplier_id = %(supplier)s": narrowing.supplier,
    }
    return "".join(f"\nAND {condition}" for condition, value in asked.items() if value)


def _given(query: Wanted, narrowing: Narrowing, on: date) -> dict[str, Any]:
    names = [one.code for one in codes.bands()]
    return {
        "on": on,
        "terms": list(query.terms),
        "spelt": [f"%{one}%" for one in query.spelt],
        "category": narrowing.category,
        "place": f"{narrowing.place}%",
        "digits": VILLAGE_DIGITS if len(narrowing.place) >= TOWNSHIP_DIGITS else TOWNSHIP_DIGITS,
        "kind": narrowing.kind,
        "bounds": [one.from_fen for one in codes.bands()],
        "band": names.index(narrowing.band) + 1 if narrowing.band in names else 0,
        "month": rules.month_bit(on.month),
        "supplier": narrowing.supplier,
        "most": MOST_COUNTED + 1,
        "size": PAGE_SIZE,
    }


def _facets(counted: Sequence[tuple]) -> tuple[dict[str, dict[str, int]], int]:
    """The bits say which column is left out of a row's group: all but that of its facet."""
    names = [one.code for one in codes.bands()]
    facets: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    every_column = 2 ** len(FACETS) - 1
    for left_out, *values, products, _ in counted:
        column = len(FACETS) - (every_column ^ left_out).bit_length()
        facet, value = FACETS[column], values[column]
        if facet == "band":
            value = names[value - 1]
        elif isinstance(value, bool):
            value = "yes" * value
        facets[facet][value] = products
    return facets, sum(facets["category"].values())
