"""What was sold for a household: proof of delivery and effect of the measures that help it sell.

Read from the bridge between the wings, refunds taken off; nothing is copied into the measure, so
that a refund of everything takes the proof away again. Wages are no sales.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Sum

from shouwang.bridge.models import Attribution, Holder
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.models import Measure, MeasureState
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries.brought import brought_to

# The first day on which something sold was settled since a measure's start, with %(today)s and
# %(sold)s, the names of the measures that sales prove; NULL when nothing is left after refunds.
FIRST_SOLD = """
CASE WHEN m.code = ANY (%(sold)s) THEN (
    SELECT min(a.settled_on) FILTER (WHERE a.fen > 0)
      FROM bridge_holder h JOIN bridge_attribution a ON a.link_id = h.link_id
     WHERE h.household = s.number AND a.stage = 'delivered' AND a.kind = 'business'
       AND a.settled_on BETWEEN m.start_on AND %(today)s
    HAVING sum(a.fen) > 0) END
"""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was settled for a household since a measure began: fen and grams, refunds taken off."""

    fen: int
    grams: int
    first_on: date
    last_on: date
    products: tuple[str, ...]

    @property
    def kilograms(self) -> float:
        """The weight in kilograms."""
        return self.grams / 1000


class _Row(NamedTuple):
    on: date
    product: str
    fen: int
    grams: int


def sold_by(home: Household, measures: Iterable[Measure], on: date) -> Mapping[UUID, Sold]:
    """What proves each measure that helps to sell, by its number; without sales it is left out.

    No statement unless there is such a measure, two for all of them.
    """
    names = policy.catalogue().sold
    wanted = [one for one in measures if one.code in names]
    if not wanted:
        return {}
    days = _settled(home, on)
    return {one.pk: found for one in wanted if (found := _since(days, one.start_on))}


def proved(home: Household, measures: Iterable[Measure], on: date) -> set[UUID]:
    """The planned measures that need no other proof of delivery."""
    planned = [one for one in measures if one.state == MeasureState.PLANNED]
    return set(sold_by(home, planned, on))


def _settled(home: Household, on: date) -> list[_Row]:
    """By day and product; two statements."""
    numbers = [number for _whose, number in brought_to([home.pk], on).values()]
    held = Holder.objects.filter(household__in=numbers).values("link_id")
    rows = Attribution.objects.filter(
        link_id__in=held,
        stage=Attribution.Stage.DELIVERED,
        kind=Attribution.Kind.BUSINESS,
        settled_on__lte=on,
    )
    summed = rows.values("settled_on", "product").annotate(whole=Sum("fen"), weight=Sum("grams"))
    found = summed.values_list("settled_on", "product", "whole", "weight")
    rows_by_day = found.order_by("settled_on", "product")
    # the filter by day left out what has none
    return [_Row(day, *rest) for day, *rest in rows_by_day if day is not None]


def _since(rows: Iterable[_Row], start: date) -> Sold | None:
    counted = [row for row in rows if row.on >= start]
    earned = [row.on for row in counted if row.fen > 0]
    fen = sum(row.fen for row in counted)
    if fen <= 0:
        return None
    grams = sum(row.grams for row in counted)
    products = sorted({row.product for row in counted})
    return Sold(fen, grams, min(earned), max(earned), tuple(products))
