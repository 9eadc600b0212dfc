"""What settling and contracting share: filling the table of lines, and what was agreed on."""

from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from shouwang.market.orders.policy import Terms
from shouwang.market.settlement.operations.splitting import BUYER

# The version of the agreement that held on the day of the order.
AGREED = """
UPDATE settling AS s SET share = a.share_per_mille, wage = a.wage_per_mille
FROM (SELECT supplier_id, share_per_mille, wage_per_mille, from_on,
             lead(from_on) OVER (PARTITION BY supplier_id ORDER BY version) AS until_on
      FROM suppliers_agreement) AS a
WHERE a.supplier_id = s.supplier AND a.from_on <= s.ordered_on
  AND (a.until_on IS NULL OR s.ordered_on < a.until_on)
"""


def fill(query: str, policy: Terms, values: dict[str, Any]) -> int:
    """Fill `settling` by the query, which finds in `gates` the price at the farm gate by crop."""
    crops = [name.removesuffix("_fen_kg") for name in policy.pack.parameters if _is_gate(name)]
    gates = {one.removeprefix("farm_gate_"): policy.value(f"{one}_fen_kg") for one in crops}
    given = {"fee": policy.value("settlement_fee_per_mille"), "gates": Jsonb(gates)}
    return rows(query.replace("{buyer}", BUYER), values | given)


def _is_gate(name: str) -> bool:
    return name.startswith("farm_gate_") and name.endswith("_fen_kg")


def rows(statement: str, values: dict[str, Any]) -> int:
    """Run the statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
