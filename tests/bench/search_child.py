"""One process of the search's measurement, on the data of SHOUWANG_DATA.

`load PRODUCTS` as the owner under the watch's settings; `measure` under the market's.
"""

import importlib
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings

from shouwang.site import database
from shouwang.site.cli import preparation

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
TODAY = date(2026, 5, 6)
SUPPLIERS, CERTIFICATES, TIMES = 600, 6_000, 40
MARKS = (
    "赣南 瑞金 红井 绵江 罗汉岩 高山 农家 富硒 有机 生态 红壤 当季 手工 古法 土法 头茬 精选 特级"
)
KINDS = {
    "fruit": "脐橙 蜜橘 沃柑 柚子 百香果 猕猴桃 杨梅 葡萄 西瓜 李子 枇杷 柿子 板栗 草莓",
    "vegetable": "辣椒 冬瓜 南瓜 生姜 芋头 红薯 萝卜 白菜 菜心 豆角 竹笋 香菇 木耳 大蒜 茄子",
    "oil": "山茶油 菜籽油 花生油 大米 糯米 红米 小米 面条 米粉",
    "dried": "白莲 莲子 笋干 萝卜干 红薯干 霉豆腐 梅干菜 豆豉 辣椒酱 茶树菇 莲子粉",
    "egg": "土鸡蛋 鸭蛋 咸鸭蛋 皮蛋 土鸡 麻鸭 鹌鹑蛋",
    "honey": "蜂蜜 土蜂蜜 枇杷蜜 百花蜜 蜂王浆 油茶花蜜",
    "tea": "绿茶 红茶 白茶 菊花茶 金银花茶",
    "meat": "腊肉 牛肉 牛肉干 板鸭 灰鹅 草鱼 黑山羊",
}
SHAPES = "礼盒 家庭装 散装 尝鲜装 大果 中果 新货 一级 团购装 真空装"
TEXTS = {
    1: "橙 蛋 茶 油 瓜 莲 蜜 瑞 金 果 土 q c l t r 鱼 鹅 牛 姜",
    2: "脐橙 鸭蛋 白莲 绿茶 腊肉 瑞金 生姜 香菇 qc bl sc ji ce 土鸡 红米 橙子 壬田 礼盒",
    3: "山茶油 土鸡蛋 莲子粉 百香果 咸鸭蛋 黑山羊 qic bai cha fen tjd scy 猕猴桃 火龙果",
    4: "瑞金脐橙 手工腊肉 富硒大米 高山绿茶 qich bail hong fmtf 有机蜂蜜 红井白莲 洗心脐橙",
}


def load(products: int) -> None:
    """Places, suppliers, certificates and so many products, once."""
    database.prepare(settings.PLACE)
    preparation.set_up()
    preparation.migrate()
    from django.db import connection, transaction

    from shouwang.kernel import scope
    from shouwang.market.catalogue import operations
    from shouwang.market.catalogue.models import Entry, Product
    from shouwang.regions import operations as regions

    if Entry.objects.count() >= products:
        return
    with scope.entered(scope.Scope.everywhere()), transaction.atomic():
        regions.load_demonstration()
        _write_products(random.Random(5), products)
        numbers = list(Product.objects.values_list("pk", flat=True))
        with connection.cursor() as cursor:  # made again at the end, in a fraction of the time
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'entry_terms'")
            (index,) = cursor.fetchone()
            cursor.execute("DROP INDEX entry_terms")
        for start in range(0, len(numbers), 20_000):
            operations.write_entries(numbers[start : start + 20_000], on=TODAY)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE catalogue_entry SET sold = (product_id * 7919) % 5000")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index while checks are waiting
            cursor.execute(index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) catalogue_entry")
        cursor.execute("ANALYZE")


def _write_products(draw: random.Random, products: int) -> None:
    from django.db import connection

    from shouwang.regions.models import Division

    villages = list(
        Division.objects.filter(code__startswith="360781", level=5).values_list("code", flat=True)
    )
    suppliers = [UUID(int=n + 1) for n in range(SUPPLIERS)]
    certificates = [UUID(int=10**6 + n) for n in range(CERTIFICATES)]
    tables: dict[str, Iterator[list[Any]]] = {
        "suppliers_supplier (number, kind, name, credit_code, contact_name, telephone, county_code,"
        " village_code, introduction, state, is_active, reason, applied_at, is_demonstration)": (
            _supplier(draw, n, number, draw.choice(villages)) for n, number in enumerate(suppliers)
        ),
        "catalogue_product (id, key, supplier_id, name, summary, description, category,"
        " origin_code, certificate, shelf_life, freight_note, households, is_on_sale, made_at,"
        " listed_at, is_demonstration)": (
            _product(draw, n, suppliers, certificates, villages) for n in range(1, products + 1)
        ),
        "catalogue_variant (key, product_id, title, grade, unit, grams, gross_grams, price_fen,"
        " is_on_sale)": (_variant(draw, n) for n in range(1, products + 1)),
    }
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        _write_certificates(cursor, certificates, suppliers)


def _write_certificates(cursor: Any, certificates: list[UUID], suppliers: list[UUID]) -> None:
    cursor.execute(
        "INSERT INTO bridge_suppliercard (id, name, kind, region_code)"
        " SELECT number, name, kind, county_code FROM suppliers_supplier"
    )
    given = {"ids": certificates, "suppliers": suppliers, "at": AT}
    cursor.execute(
        "INSERT INTO bridge_application (id, supplier_id, supplier_name, region_code, product,"
        " category, quality, unit, price_fen, market_prices, households_text, submitted_at, state,"
        " words) SELECT id, (%(suppliers)s::uuid[])[1 + n %% 600], '', '360781000000',"
        " 'product ' || n, 'fruit', '[]', 'box', 1, '[]', '', %(at)s, 'certified', ''"
        " FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS one (id, n)",
        given,
    )
    cursor.execute(
        "INSERT INTO bridge_certificate (id, number, application_id, supplier_id, region_code,"
        " product, category, valid_from, valid_until, reason) SELECT id, 'bench ' || product, id,"
        " supplier_id, region_code, product, category, '2026-01-01',"
        " '2026-01-01'::date + 100 + (random() * 500)::int, '' FROM bridge_application"
    )


def _supplier(draw: random.Random, n: int, number: UUID, village: str) -> list[Any]:
    kind = draw.choice(["company", "cooperative", "cooperative", "farm"])
    name = f"{draw.choice(MARKS.split())}{draw.choice('金银红绿丰盛兴旺')}{n}号合作社"
    credit, county = f"9336078100{n:08}", "360781000000"
    return [number, kind, name, credit, "", "", county, village, "", "active", True, "", AT, False]


def _product(draw: random.Random, n: int, *given: list) -> list[Any]:
    suppliers, certificates, villages = given
    category = draw.choices(list(KINDS), [30, 18, 10, 16, 8, 6, 7, 5])[0]
    thing = draw.choices(words := KINDS[category].split(), range(len(words) + 3, 3, -1))[0]
    first, second = draw.choices(MARKS.split(), k=2)
    name = f"{first}{second}{thing} {draw.choice(SHAPES.split())}"
    certificate = draw.choice(certificates) if draw.random() < 0.6 else None
    listed = AT - timedelta(minutes=draw.randrange(500_000))
    return [
        n, UUID(int=10**9 + n), draw.choice(suppliers), name, "", "", category,
        draw.choice(villages), certificate, "", "", draw.randrange(40), True, listed, listed, False,
    ]  # fmt: skip


def _variant(draw: random.Random, n: int) -> list[Any]:
    grams, fen = draw.choice([500, 1000, 2500, 5000]), 100 * draw.randrange(8, 300)
    title = f"{grams // 500}斤装"
    return [UUID(int=10**10 + n), n, title, "一级", "box", grams, grams + 300, fen, True]


def measure() -> dict[str, Any]:
    """Milliseconds and statements of the query by length, and of the page by length."""
    importlib.import_module("shouwang.site.wsgi")
    from django.test import Client

    from shouwang.market.catalogue import queries
    from shouwang.market.catalogue.queries import Narrowing

    client = Client(headers={"host": "127.0.0.1"})
    found: dict[str, Any] = {}
    for length, texts in TEXTS.items():
        found[f"{length} characters"] = _timed(
            texts.split(), lambda text: queries.search(Narrowing(query=text), on=TODAY)
        )
    found["with a category and the third page"] = _timed(
        TEXTS[1].split(), lambda text: queries.search(Narrowing(text, "fruit"), on=TODAY, number=3)
    )
    found["without words, cheapest first"] = _timed(
        [""], lambda text: queries.search(Narrowing(order="cheap"), on=TODAY)
    )
    if "search" in sys.argv:
        everything = " ".join(TEXTS.values()).split()
        found["page of results"] = _timed(everything, lambda text: client.get(f"/search/?q={text}"))
    return {"searches": found}


def _timed(texts: list[str], ask: Callable[[str], object]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for text in texts:
        ask(text)
    asked = [texts[n % len(texts)] for n in range(max(TIMES, 3 * len(texts)))]
    taken = []
    for text in asked:
        started = time.perf_counter()
        ask(text)
        taken.append(1000 * (time.perf_counter() - started))
    with CaptureQueriesContext(connection) as sent:
        for text in texts:
            ask(text)
    quantiles = statistics.quantiles(taken, n=20)
    return {
        "queries": len(asked),
        "p50": statistics.median(taken),
        "p95": quantiles[18],
        "statements": -(-len(sent.captured_queries) // len(texts)),
    }


if __name__ == "__main__":
    with database.available(settings.PLACE):
        if sys.argv[1] == "load":
            load(int(sys.argv[2]))
        else:
            preparation.set_up()
            print(json.dumps(measure()))
