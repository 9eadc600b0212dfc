"""One order line's split, told from what was stored: nothing is computed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shouwang.bridge.models import Link
from shouwang.market.orders.models import Line
from shouwang.market.settlement.models import Share, Split


@dataclass(frozen=True, slots=True)
class Shared:
    """What fell to one link, which odd fen is in it, and whether it is kept by the supplier.

    `weight` are grams, of a wage half days.
    """

    number: str
    is_wage: bool
    weight: int
    fen: int
    delta_fen: int
    has_odd_fen: bool
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One version of a split with its shares."""

    split: Split
    shares: Sequence[Shared]

    @property
    def goods(self) -> Sequence[Shared]:
        """Shares by the weight that was brought."""
        return [one for one in self.shares if not one.is_wage]

    @property
    def wages(self) -> Sequence[Shared]:
        """Shares by the half days that were worked."""
        return [one for one in self.shares if one.is_wage]


@dataclass(frozen=True, slots=True)
class Explained:
    """An order line with its splits, the oldest first."""

    line: Line
    splits: Sequence[Told]


def explained(line: UUID) -> Explained | None:
    """The line's splits; None when there is no such line."""
    found = Line.objects.select_related("supplier_order").filter(pk=line).first()
    if found is None:
        return None
    splits = list(Split.objects.filter(line=line).order_by("stage", "version"))
    shares = list(Share.objects.filter(line=line).order_by("is_wage", "-weight", "link"))
    numbers = dict(Link.objects.filter(pk__in={s.link for s in shares}).values_list("pk", "number"))
    return Explained(found, [Told(one, _shared(one, shares, numbers)) for one in splits])


def _shared(split: Split, shares: Sequence[Share], numbers: dict[UUID, str]) -> list[Shared]:
    return [
        Shared(
            numbers.get(one.link, ""),
            one.is_wage,
            one.weight,
            one.fen,
            one.delta_fen,
            one.has_odd_fen,
            one.is_withheld,
        )
        for one in shares
        if (one.stage, one.version) == (split.stage, split.version)
    ]
