"""What was sold, whom it helped, and what households were paid: by township, month or product."""

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
# only where something is left to it of its goods after refunds.
_FIGURES = """
WITH earned AS (
    SELECT {key} AS key, o.household, a.kind, a.order_line, a.fen, a.grams, a.farm_gate_fen
    FROM bridge_link AS l JOIN bridge_holder AS o ON o.link_id = l.id
    JOIN bridge_attribution AS a ON a.link_id = l.id
    WHERE a.stage = 'delivered' AND l.region_code BETWEEN %(low)s AND %(high)s
      AND a.month >= %(since)s AND a.month <= %(until)s
), helped AS (
    SELECT key, count(*) AS households
    FROM (SELECT key, household FROM earned WHERE kind = 'business'
          GROUP BY key, household HAVING sum(fen) > 0) AS h
    GROUP BY key
)
SELECT e.key, sum(e.fen) FILTER (WHERE e.kind = 'business'), sum(e.grams), sum(e.farm_gate_fen),
       max(h.households),
       count(DISTINCT e.order_line) FILTER (WHERE e.fen > 0 AND e.kind = 'business'),
       sum(e.fen) FILTER (WHERE e.farm_gate_fen <> 0), sum(e.fen) FILTER (WHERE e.kind = 'wage')
FROM earned AS e LEFT JOIN helped AS h ON h.key = e.key
GROUP BY e.key ORDER BY e.key
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


def figures(place: RegionCode, by: str, since: date, until: date) -> list[Figures]:
    """Delivered sales of a place between two months, both included.

    By month every month is there, an empty one too, unless all are empty.
    """
    found = _read(_KEYS[by], place, since, until)
    if by != "month" or not found:
        return found
    known = {one.key: one for one in found}
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    keys = [f"{add_months(since, n):%Y-%m}" for n in range(months)]
    return [known.get(key) or nothing(key) for key in keys]


def whole(place: RegionCode, since: date, until: date) -> Figures:
    """The same for all of the place: households are counted once."""
    found = _read("''::text", place, since, until)
    return found[0] if found else nothing("")


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
            Figures(row[0], *(int(value or 0) for value in row[1:])) for row in cursor.fetchall()
        ]
