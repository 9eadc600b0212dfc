"""What was sold, whom it helped, and what households were paid: by township, month or product."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from shouwang.kernel.bulk import plan_for_groups
from shouwang.kernel.regioncode import RegionCode, bounds

BY = ("township", "month", "product")
_KEYS = {
    "township": "left(a.region_code, 9) || '000'",
    "month": "to_char(a.month, 'YYYY-MM')",
    "product": "a.product",
}
# A household is counted by its link's holder: two links of one household are one household.
_FIGURES = """
SELECT {key} AS key, sum(a.fen), sum(a.grams), sum(a.farm_gate_fen),
       count(DISTINCT o.household) FILTER (WHERE a.fen > 0),
       count(DISTINCT a.order_line) FILTER (WHERE a.fen > 0),
       sum(a.fen) FILTER (WHERE a.farm_gate_fen <> 0)
FROM bridge_link AS l JOIN bridge_holder AS o ON o.link_id = l.id
JOIN bridge_attribution AS a ON a.link_id = l.id
WHERE a.stage = 'delivered' AND l.region_code BETWEEN %(low)s AND %(high)s
  AND a.month >= %(since)s AND a.month <= %(until)s
GROUP BY {key} ORDER BY {key}
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts in fen and grams; `compared_fen` is of the rows whose farm-gate price is known."""

    key: str
    paid_fen: int
    grams: int
    farm_gate_fen: int
    households: int
    lines: int
    compared_fen: int

    @property
    def gain(self) -> float | None:
        """The part that households got above the farm-gate price; None where none is known."""
        if self.farm_gate_fen <= 0:
            return None
        return (self.compared_fen - self.farm_gate_fen) / self.farm_gate_fen


def figures(place: RegionCode, by: str, since: date, until: date) -> list[Figures]:
    """Delivered sales of a place between two months, both included."""
    return _read(_KEYS[by], place, since, until)


def whole(place: RegionCode, since: date, until: date) -> Figures:
    """The same for all of the place: households are counted once."""
    found = _read("''::text", place, since, until)
    return found[0] if found else Figures("", 0, 0, 0, 0, 0, 0)


def _read(key: str, place: RegionCode, since: date, until: date) -> list[Figures]:
    low, high = bounds(place.prefix)
    with connection.cursor() as cursor:
        plan_for_groups()
        cursor.execute(
            _FIGURES.format(key=key), {"low": low, "high": high, "since": since, "until": until}
        )
        return [
            Figures(row[0], *(int(value or 0) for value in row[1:])) for row in cursor.fetchall()
        ]
