"""What the market hands over, written by its own role: rows committed through a connection."""

import itertools
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.factories import COUNTY, VILLAGE

SUBMITTED = datetime(2024, 5, 6, 2, tzinfo=UTC)
_number = itertools.count(1)


def insert(market: psycopg.Connection, table: str, values: dict[str, Any]) -> None:
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    market.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({places})",
        [json.dumps(one) if isinstance(one, list) else one for one in values.values()],
    )


def card(market: psycopg.Connection, **given: Any) -> UUID:
    plain = {"id": uuid4(), "name": "绿源合作社", "kind": "cooperative", "region_code": COUNTY}
    insert(market, "bridge_suppliercard", {**plain, **given})
    return {**plain, **given}["id"]


def application(
    market: psycopg.Connection, supplier: UUID, links: tuple[UUID, ...] = (), **given: Any
) -> UUID:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "supplier_id": supplier,
        "supplier_name": "绿源合作社",
        "region_code": VILLAGE,
        "product": "脐橙",
        "category": "fruit",
        "quality": [
            {
                "test": "农药残留",
                "on": "2024-04-20",
                "by": "县检测中心",
                "result": "合格",
                "passed": True,
                "digest": "ab" * 32,
            }
        ],
        "unit": "斤",
        "price_fen": 620,
        "market_prices": [
            {"where": "县农贸市场", "on": "2024-05-01", "fen": 600},
            {"where": "市批发市场", "on": "2024-05-01", "fen": 580},
        ],
        "households_text": "按市场价加价收购",
        "submitted_at": SUBMITTED,
        "state": "submitted",
        "words": "",
    }
    values = {**plain, **given}
    insert(market, "bridge_application", values)
    for link in links:
        row = {"application_id": values["id"], "link_id": link, "agreed_at": SUBMITTED}
        row["region_code"] = values["region_code"]
        insert(market, "bridge_applicationlink", row)
    return values["id"]


def attribution(market: psycopg.Connection, link: UUID, **given: Any) -> None:
    plain: dict[str, Any] = {
        "key": f"line-{next(_number)}",
        "link_id": link,
        "region_code": VILLAGE,
        "month": date(2024, 5, 1),
        "kind": "business",
        "stage": "delivered",
        "product": "脐橙",
        "fen": 10_000,
        "grams": 5_000,
        "buyer_kind": "person",
        "order_line": uuid4(),
        "ordered_on": date(2024, 5, 10),
        "settled_on": date(2024, 5, 20),
        "farm_gate_fen": 8_000,
    }
    insert(market, "bridge_attribution", {**plain, **given})


def alarm(market: psycopg.Connection, supplier: UUID, **given: Any) -> UUID:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "supplier_id": supplier,
        "kind": "more_than_grown",
        "region_code": VILLAGE,
        "evidence": [
            {"label": "地块面积", "value": "2 亩"},
            {"label": "交售", "value": "9000 公斤"},
        ],
        "raised_at": SUBMITTED,
    }
    insert(market, "bridge_alarm", {**plain, **given})
    return {**plain, **given}["id"]
