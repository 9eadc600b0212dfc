"""How the money of one order line is split: the plain computation that the database repeats.

See docs/explanation/settlement.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shouwang.kernel.money import round_half_up
from shouwang.market.suppliers.rules import WHOLE


@dataclass(frozen=True, slots=True)
class Part:
    """What falls to one link: fen and grams; `odd` when one of the fen left over is among them."""

    fen: int
    grams: int
    odd: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A line's money: the households' part, wages, the market's fee, the supplier's rest."""

    households: int
    wages: int
    fee: int
    supplier: int
    parts: Mapping[UUID, Part]
    work: Mapping[UUID, Part]


@dataclass(frozen=True, slots=True)
class Rates:
    """What is taken of a line's net price, per mille: for the goods, for work, for the market."""

    share: int
    fee: int
    wage: int = 0


def divide(
    net: int,
    grams: int,
    weights: Mapping[UUID, int],
    rates: Rates,
    work: Mapping[UUID, int] | None = None,
) -> Division:
    """Split a line's net fen and grams; `weights` are grams by link, `work` half days by link.

    The households' part, the wages and the fee are rounded by `round_half_up`; the wages, then the
    fee are cut where all would be more than there is, and the supplier has the rest. The
    households' part is shared by weight: each share is cut down to whole fen, and the fen left
    over go one each to the largest remainders, of equal ones to the smaller link number. Grams
    left over go in the same order. Wages are shared by half days in the same way; without work
    there are none.
    """
    work = work or {}
    households = round_half_up(net * rates.share, WHOLE) if weights else 0
    wages = min(round_half_up(net * rates.wage, WHOLE), net - households) if work else 0
    charged = min(round_half_up(net * rates.fee, WHOLE), net - households - wages)
    return Division(
        households,
        wages,
        charged,
        net - households - wages - charged,
        _shared(households, grams, weights),
        _shared(wages, 0, work),
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


def share_out(lines: Mapping[UUID, int], lanes: int) -> list[list[UUID]]:
    """Suppliers among lanes that get through at about the same time: the most lines first, each to
    the lane that has the fewest so far."""
    shares: list[list[UUID]] = [[] for _ in range(lanes)]
    loads = [0] * lanes
    for supplier in sorted(lines, key=lambda one: (-lines[one], one)):
        lane = loads.index(min(loads))
        shares[lane].append(supplier)
        loads[lane] += lines[supplier]
    return shares


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
