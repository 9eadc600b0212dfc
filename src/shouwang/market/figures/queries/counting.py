"""Sales, households helped, prices paid to them: counted in the database, a statement each.

What each number means is said once, in `definitions.py`, and stands beside it on the page. Sales
are counted from paid orders, what households got from what was attributed to them on delivery.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from shouwang.kernel.money import round_half_up

LEADERS = 20


class By(StrEnum):
    """What a table has a row for."""

    MONTH = "month"
    PRODUCT = "product"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Sales:
    """Of paid orders: goods in fen less refunds, and how many orders."""

    fen: int
    orders: int


@dataclass(frozen=True, slots=True)
class Helped:
    """What reached households: how many, fen, and grams with their price at the farm gate.

    `households` and `fen` are of goods; `wage_fen` was paid for work on them. `priced_fen`,
    `gate_fen` and `priced_grams` count only goods for which a price at the farm gate is known.
    """

    households: int
    fen: int
    wage_fen: int
    priced_fen: int
    gate_fen: int
    priced_grams: int

    @property
    def paid_per_kilogram(self) -> int | None:
        """Fen a kilogram that households got; None without weight."""
        return _per_kilogram(self.priced_fen, self.priced_grams)

    @property
    def gate_per_kilogram(self) -> int | None:
        """Fen a kilogram that the same goods would have brought at the farm gate."""
        return _per_kilogram(self.gate_fen, self.priced_grams)

    @property
    def more(self) -> float | None:
        """By which share households got more than at the farm gate."""
        if not self.gate_fen:
            return None
        return (self.priced_fen - self.gate_fen) / self.gate_fen


NOTHING_SOLD, NOBODY_HELPED = Sales(0, 0), Helped(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Leader:
    """A unit that agreed to be named, and what it bought, less refunds."""

    name: str
    fen: int
    orders: int


_SALES = """
SELECT {key} AS key, sum(line.amount_fen - line.refunded_fen)::bigint,
    count(DISTINCT part.order_id)
FROM orders_order placed
JOIN orders_supplierorder part ON part.order_id = placed.number
JOIN orders_line line ON line.supplier_order_id = part.id
JOIN catalogue_variant variant ON variant.id = line.variant_id
JOIN catalogue_product product ON product.id = variant.product_id
WHERE placed.state IN ('paid', 'done') AND (placed.paid_at AT TIME ZONE 'Asia/Shanghai')::date
    >= %(since)s AND (placed.paid_at AT TIME ZONE 'Asia/Shanghai')::date < %(until)s
GROUP BY 1
"""
_SALES_KEYS: Mapping[By | None, str] = {
    None: "''",
    By.MONTH: "to_char(placed.paid_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",
    By.PRODUCT: "product.name",
    By.PLACE: "left(product.origin_code, 9)",
}
# a household counts where something is left to it after refunds
_HELPED = """
SELECT key, count(*) FILTER (WHERE fen > 0), sum(fen)::bigint, sum(wage_fen)::bigint,
    sum(priced_fen)::bigint, sum(gate_fen)::bigint, sum(priced_grams)::bigint
FROM (
    SELECT {key} AS key, link_id,
        coalesce(sum(fen) FILTER (WHERE kind = 'business'), 0) AS fen,
        coalesce(sum(fen) FILTER (WHERE kind = 'wage'), 0) AS wage_fen,
        coalesce(sum(fen) FILTER (WHERE farm_gate_fen <> 0), 0) AS priced_fen,
        sum(farm_gate_fen) AS gate_fen,
        coalesce(sum(grams) FILTER (WHERE farm_gate_fen <> 0), 0) AS priced_grams
    FROM bridge_attribution
    WHERE stage = 'delivered' AND settled_on >= %(since)s AND settled_on < %(until)s
    GROUP BY 1, 2
) of_household GROUP BY key
"""
_HELPED_KEYS: Mapping[By | None, str] = {
    None: "''",
    By.MONTH: "to_char(settled_on, 'YYYY-MM')",
    By.PRODUCT: "product",
    By.PLACE: "left(region_code, 9)",
}
_LEADERS = """
SELECT unit.name, sum(line.amount_fen - line.refunded_fen)::bigint AS fen,
    count(DISTINCT placed.number)
FROM figures_unitnaming naming
JOIN orders_unit unit ON unit.id = naming.unit_id
JOIN orders_order placed ON placed.unit_id = unit.id AND placed.state IN ('paid', 'done')
JOIN orders_supplierorder part ON part.order_id = placed.number
JOIN orders_line line ON line.supplier_order_id = part.id
WHERE naming.withdrawn_at IS NULL AND (placed.paid_at AT TIME ZONE 'Asia/Shanghai')::date
    >= %(since)s AND (placed.paid_at AT TIME ZONE 'Asia/Shanghai')::date < %(until)s
GROUP BY unit.name HAVING sum(line.amount_fen - line.refunded_fen) > 0
ORDER BY fen DESC, unit.name LIMIT %(most)s
"""


def sales(since: date, until: date, by: By | None = None) -> dict[str, Sales]:
    """Sales of the days from `since` to before `until`, by key; all under "" without one."""
    rows = _asked(_SALES.format(key=_SALES_KEYS[by]), since, until)
    return {key: Sales(*numbers) for key, *numbers in rows}


def helped(since: date, until: date, by: By | None = None) -> dict[str, Helped]:
    """What households got in those days, by key; all under "" without one."""
    rows = _asked(_HELPED.format(key=_HELPED_KEYS[by]), since, until)
    return {key: Helped(*numbers) for key, *numbers in rows}


def leaders(since: date, until: date, most: int = LEADERS) -> list[Leader]:
    """The units that agreed to be named, who bought most in those days first."""
    return [Leader(*row) for row in _asked(_LEADERS, since, until, most=most)]


def _asked(statement: str, since: date, until: date, **more: Any) -> Sequence[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since, "until": until, **more})
        found: Sequence[tuple] = cursor.fetchall()
    return found


def _per_kilogram(fen: int, grams: int) -> int | None:
    return round_half_up(fen * 1000, grams) if grams else None
