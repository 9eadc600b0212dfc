"""Prices by number of pieces, and seasons by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Step:
    """From `least` pieces on, a piece costs `price_fen`."""

    least: int
    price_fen: int


def price_for(quantity: int, price_fen: int, steps: Iterable[Step]) -> int:
    """What one piece costs, in fen, when so many are bought: the step with most pieces reached."""
    reached = [one for one in steps if one.least <= quantity]
    return max(reached, key=lambda one: one.least).price_fen if reached else price_fen


def refusals_of_steps(price_fen: int, steps: Sequence[Step]) -> list[Finding]:
    """Why the steps do not fit: more pieces must always cost less each."""
    found, price = [], price_fen
    for one in sorted(steps, key=lambda step: step.least):
        if one.price_fen >= price:
            found.append(
                Finding(
                    "step_not_cheaper",
                    _("满 %(least)s 件的单价应低于 %(price)s 元") % _said(one.least, price),
                )
            )
        price = one.price_fen
    return found


def _said(least: int, price_fen: int) -> dict[str, object]:
    return {"least": least, "price": Money(price_fen)}


def month_bit(month: int) -> int:
    """The bit of a month, 1 for January."""
    return 1 << (month - 1)


def months_of(first: int, last: int) -> int:
    """The bits of all months from the first to the last, over the turn of the year if need be."""
    many = (last - first) % 12 + 1
    return sum(month_bit((first - 1 + step) % 12 + 1) for step in range(many))


def is_in_season(months: int, month: int) -> bool:
    """Whether a product with these months is fresh in the month."""
    return bool(months & month_bit(month))
