"""What one household sells: its links, its sales by month, and the rows behind one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from shouwang.bridge.models import Attribution, Holder, Link
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries.brought import brought_to

DELIVERED = Q(stage=Attribution.Stage.DELIVERED)
CONTRACTED = Q(stage=Attribution.Stage.CONTRACTED)


@dataclass(frozen=True, slots=True)
class MonthSold:
    """One product in one month: amounts in fen, weight in grams, refunds taken off."""

    month: date
    product: str
    contracted_fen: int
    delivered_fen: int
    grams: int
    farm_gate_fen: int


def household(number: str) -> Household | None:
    """The household in the scope."""
    return Household.objects.filter(number=number).first()


def links(home: Household, on: date) -> list[Link]:
    """Its links and those of whoever merged into it, the newest first; two statements."""
    held = Holder.objects.filter(household__in=_numbers(home, on)).values("link_id")
    found = Link.objects.filter(pk__in=held).select_related("supplier")
    return list(found.order_by("-agreed_on", "number"))


def link(number: UUID) -> Holder | None:
    """A link with whose it is, in the scope."""
    return Holder.objects.select_related("link__supplier").filter(pk=number).first()


def sold(home: Household, on: date, *, most: int = 60) -> list[MonthSold]:
    """By month and product, the newest first; two statements."""
    rows = (
        _of(home, on)
        .values("month", "product")
        .annotate(
            contracted=Sum("fen", filter=CONTRACTED, default=0),
            delivered=Sum("fen", filter=DELIVERED, default=0),
            weight=Sum("grams", filter=DELIVERED, default=0),
            gate=Sum("farm_gate_fen", filter=DELIVERED, default=0),
        )
        .order_by("-month", "product")[:most]
    )
    return [
        MonthSold(
            one["month"],
            one["product"],
            one["contracted"],
            one["delivered"],
            one["weight"],
            one["gate"],
        )
        for one in rows
    ]


def behind(home: Household, month: date, on: date) -> Sequence[Attribution]:
    """The rows that a month's facts were summed from, in the order of the days."""
    rows = _of(home, on).filter(month=month).select_related("link__supplier")
    return list(rows.order_by(F("settled_on").asc(nulls_last=True), "ordered_on", "pk"))


def _of(home: Household, on: date) -> QuerySet[Attribution]:
    held = Holder.objects.filter(household__in=_numbers(home, on)).values("link_id")
    return Attribution.objects.filter(link_id__in=held)


def _numbers(home: Household, on: date) -> list[str]:
    return [number for _whose, number in brought_to([home.pk], on).values()]
