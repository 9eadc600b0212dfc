"""The words that search proposes, made anew from what is on sale."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel.regioncode import Level, RegionCode, enclosing
from shouwang.market.catalogue import chinese, codes, rules
from shouwang.market.catalogue.models import Word
from shouwang.regions.queries import names

MOST_NAMES = 5_000  # of products; the most frequent
_NAMES = """
SELECT product.name, count(*) FROM catalogue_entry entry
JOIN catalogue_product product ON product.id = entry.product_id GROUP BY product.name
"""
_PLACES = "SELECT origin_code, count(*) FROM catalogue_entry GROUP BY origin_code"
_SUPPLIERS = """
SELECT supplier.name, count(*) FROM catalogue_entry entry
JOIN suppliers_supplier supplier ON supplier.number = entry.supplier_id GROUP BY supplier.name
"""
_CATEGORIES = "SELECT category, count(*) FROM catalogue_entry GROUP BY category"


@transaction.atomic
def refresh_words(*, at: datetime) -> int:
    """Take down every word of products, places and suppliers with its number of products."""
    with connection.cursor() as cursor:
        counted = {
            Word.Sort.PRODUCT: _products(_rows(cursor, _NAMES), _rows(cursor, _CATEGORIES)),
            Word.Sort.PLACE: _places(_rows(cursor, _PLACES), at),
            Word.Sort.SUPPLIER: Counter(dict(_rows(cursor, _SUPPLIERS))),
        }
        cursor.execute("LOCK TABLE catalogue_word IN SHARE ROW EXCLUSIVE MODE")
    Word.objects.all().delete()
    made = [_word(text, sort, n) for sort, words in counted.items() for text, n in words.items()]
    Word.objects.bulk_create(made, batch_size=2_000)
    return len(made)


def _rows(cursor: Any, statement: str) -> list[tuple[str, int]]:
    cursor.execute(statement)
    found: list[tuple[str, int]] = cursor.fetchall()
    return found


def _products(of_names: Iterable[tuple[str, int]], of_categories: Iterable) -> Counter[str]:
    labels = codes.category_words()
    found = Counter({labels.get(code, code): products for code, products in of_categories})
    for name, products in of_names:
        for word in chinese.words_of([name]):
            found[word] += products
    return Counter(dict(found.most_common(MOST_NAMES)))


def _places(origins: Iterable[tuple[str, int]], at: datetime) -> Counter[str]:
    lines = {code: enclosing(RegionCode(code))[Level.COUNTY :] for code, _ in origins}
    known = names({one for line in lines.values() for one in line}, on=timezone.localdate(at))
    found: Counter[str] = Counter()
    for code, products in origins:
        for one in lines[code]:
            if one in known:
                found[known[one]] += products
    return found


def _word(text: str, sort: str, products: int) -> Word:
    normal = rules.normal(text)[:80]
    spelt, *initials = rules.spellings([normal], chinese.syllables).split(" ")
    return Word(
        text=normal,
        sort=sort,
        spelt=spelt[:400],
        initials="".join(initials[:1])[:80],
        products=products,
    )
