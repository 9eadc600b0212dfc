"""How the money of one order line is split: the plain computation that the database repeats.

See docs/explanation/settlement.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shouwang.kernel.money import round_half_up

WHOLE = 1000  # per mille


@dataclass(frozen=True, slots=True)
class Part:
    """What falls to one link: fen and grams; `odd` when one of the fen left over is among them."""

    fen: int
    grams: int
    odd: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A line's money: the households' part, the market's fee, the supplier's rest."""

    households: int
    fee: int
    supplier: int
    parts: Mapping[UUID, Part]


def divide(net: int, grams: int, weights: Mapping[UUID, int], *, share: int, fee: int) -> Division:
    """Split a line's net fen and grams; `share` and `fee` are per mille, `weights` grams by link.

    The households' part and the fee are rounded by `round_half_up`, the fee is cut where both
    would be more than there is, and the supplier has the rest. The households' part is shared by
    weight: each share is cut down to whole fen, and the fen left over go one each to the largest
    remainders, of equal ones to the smaller link number. Grams left over go in the same order.
    """
    households = round_half_up(net * share, WHOLE) if weights else 0
    charged = min(round_half_up(net * fee, WHOLE), net - households)
    return Division(
        households, charged, net - households - charged, _shared(households, grams, weights)
    )


def _shared(fen: int, grams: int, weights: Mapping[UUID, int]) -> dict[UUID, Part]:
    whole = sum(weights.values())
    order = sorted(weights, key=lambda link: (-(fen * weights[link] % whole), link))
    odd_fen = fen - sum(fen * weight // whole for weight in weights.values())
    odd_grams = grams - sum(grams * weight // whole for weight in weights.values())
    return {
        link: Part(
            fen * weights[link] // whole + (place < odd_fen),
            grams * weights[link] // whole + (place < odd_grams),
            place < odd_fen,
        )
        for place, link in enumerate(order)
    }


@dataclass(frozen=True, slots=True)
class Source:
    """An account that a refund may be taken from, and the most that may be taken there."""

    code: str
    most: int


def take_back(fen: int, sources: Sequence[Source], debt: str) -> list[tuple[str, int]]:
    """What each account gives, in the order of the sources; the rest becomes the debt."""
    taken, left = [], fen
    for source in sources:
        part = min(left, max(source.most, 0))
        if part:
            taken.append((source.code, part))
            left -= part
    return [*taken, (debt, left)] if left else taken
