"""What was sold, whom it helped, and what households were paid: by township, month or product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from shouwang.kernel.bulk import plan_for_groups, plan_for_many
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import Level, RegionCode, bounds

BY = ("township", "month", "product")
_KEYS = {
    "township": "left(a.region_code, 9) || '000'",
    "month": "to_char(a.month, 'YYYY-MM')",
    "product": "a.product",
}
# A household is counted by its link's holder: two links of one household are one household; and
# only where something is left to it of its goods after refunds. What was sold is summed by key and
# household first, which leaves few rows of millions; of order lines each is counted once for a
# key, and once for all, though several households and townships had a part in it.
_FIGURES = """
WITH earned AS NOT MATERIALIZED (
    SELECT {key} AS key, o.household, a.kind, a.order_line, a.fen, a.grams, a.farm_gate_fen
    FROM bridge_link AS l JOIN bridge_holder AS o ON o.link_id = l.id
    JOIN bridge_attribution AS a ON a.link_id = l.id
    WHERE a.stage = 'delivered' AND l.region_code BETWEEN %(low)s AND %(high)s
      AND a.month >= %(since)s AND a.month <= %(until)s
), sold AS (
    SELECT key, household, sum(fen) FILTER (WHERE kind = 'business') AS paid, sum(grams) AS grams,
           sum(farm_gate_fen) AS gate, sum(fen) FILTER (WHERE farm_gate_fen <> 0) AS compared,
           sum(fen) FILTER (WHERE kind = 'wage') AS wage
    FROM earned GROUP BY key, household
), helped AS (
    SELECT key, sum(paid) AS paid, sum(grams) AS grams, sum(gate) AS gate,
           count(*) FILTER (WHERE paid > 0) AS households, sum(compared) AS compared,
           sum(wage) AS wage
    FROM (SELECT key, sum(paid) AS paid, sum(grams) AS grams, sum(gate) AS gate,
                 sum(compared) AS compared, sum(wage) AS wage
          FROM sold GROUP BY GROUPING SETS ((key, household), (household))) AS home
    GROUP BY key
), counted AS (
    SELECT key, count(*) AS lines
    FROM (SELECT key, order_line FROM earned WHERE fen > 0 AND kind = 'business'
          GROUP BY GROUPING SETS ((key, order_line), (order_line))) AS one
    GROUP BY key
)
SELECT h.key, h.paid, h.grams, h.gate, h.households, c.lines, h.compared, h.wage
FROM helped AS h LEFT JOIN counted AS c ON c.key IS NOT DISTINCT FROM h.key
ORDER BY h.key NULLS FIRST
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts in fen and grams; `compared_fen` is of the rows whose farm-gate price is known.

    `paid_fen` and `households` are of goods; `wage_fen` was paid for work on them.
    """

    key: str
    paid_fen: int
    grams: int
    farm_gate_fen: int
    households: int
    lines: int
    compared_fen: int
    wage_fen: int

    @property
    def gain(self) -> float | None:
        """The part that households got above the farm-gate price; None where none is known."""
        if self.farm_gate_fen <= 0:
            return None
        return (self.compared_fen - self.farm_gate_fen) / self.farm_gate_fen


def nothing(key: str) -> Figures:
    """What a month, or a place, without sales has."""
    return Figures(key, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sold:
    """What a place sold: `rows` by key; `whole`, where a household or a line is counted once."""

    rows: Sequence[Figures]
    whole: Figures


def figures(place: RegionCode, by: str, since: date, until: date) -> Sold:
    """Delivered sales of a place between two months, both included.

    By month every month is there, an empty one too, unless all are empty.
    """
    found = _read(_KEYS[by], place, since, until)
    whole, *rows = found or [nothing("")]
    if by == "month" and rows:
        known = {one.key: one for one in rows}
        months = (until.year - since.year) * 12 + until.month - since.month + 1
        keys = [f"{add_months(since, n):%Y-%m}" for n in range(months)]
        rows = [known.get(key) or nothing(key) for key in keys]
    return Sold(rows, whole)


def _read(key: str, place: RegionCode, since: date, until: date) -> list[Figures]:
    low, high = bounds(place.prefix)
    if place.level < Level.TOWNSHIP:
        plan_for_many()  # every link's sales: read once in a row, not link by link
    with connection.cursor() as cursor:
        plan_for_groups()
        cursor.execute(
            _FIGURES.format(key=key), {"low": low, "high": high, "since": since, "until": until}
        )
        return [
            Figures(row[0] or "", *(int(value or 0) for value in row[1:]))
            for row in cursor.fetchall()
        ]
