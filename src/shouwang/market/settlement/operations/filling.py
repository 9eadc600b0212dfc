"""What settling and contracting share: filling the table of lines, and what was agreed on."""

from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from shouwang.market.orders.policy import Terms
from shouwang.market.settlement.operations.splitting import BUYER

# The version of the agreement that held on the day of the order, of a part `p`. The days become
# moments here, once each, and not every order's moment a day.
AGREED = """
LEFT JOIN (SELECT supplier_id, share_per_mille, wage_per_mille,
                  from_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS since,
                  coalesce(lead(from_on) OVER (PARTITION BY supplier_id ORDER BY version),
                           'infinity')::timestamp AT TIME ZONE 'Asia/Shanghai' AS until
           FROM suppliers_agreement) AS a
    ON a.supplier_id = p.supplier_id AND p.placed_at >= a.since AND p.placed_at < a.until
"""


def fill(query: str, policy: Terms, values: dict[str, Any]) -> int:
    """Fill `settling` by the query, which finds in `gates` the price at the farm gate by crop.

    `{buyer}` and `{agreed}` in it stand for `BUYER` and `AGREED`.
    """
    crops = [name.removesuffix("_fen_kg") for name in policy.pack.parameters if _is_gate(name)]
    gates = {one.removeprefix("farm_gate_"): policy.value(f"{one}_fen_kg") for one in crops}
    given = {"fee": policy.value("settlement_fee_per_mille"), "gates": Jsonb(gates)}
    return rows(query.replace("{buyer}", BUYER).replace("{agreed}", AGREED), values | given)


def _is_gate(name: str) -> bool:
    return name.startswith("farm_gate_") and name.endswith("_fen_kg")


def rows(statement: str, values: dict[str, Any]) -> int:
    """Run the statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
