"""What an order costs: lines by price tiers, parts by supplier, freight by place and weight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Freight:
    """Freight to one destination, in fen; weights in grams. `free_fen` 0: never free."""

    first_fen: int
    first_grams: int
    next_fen: int
    next_grams: int
    free_fen: int

    def of(self, grams: int, goods_fen: int) -> int:
        """Of one supplier's part: first weight, and every begun further step."""
        if self.free_fen and goods_fen >= self.free_fen:
            return 0
        further = max(0, grams - self.first_grams)
        return self.first_fen + self.next_fen * -(-further // self.next_grams)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a cart with what is known of it at this moment."""

    variant: int
    supplier: UUID
    supplier_name: str
    title: str
    quantity: int
    price_fen: int
    grams: int
    gross_grams: int
    note: str = ""
    batch: UUID | None = None
    tiers: tuple[tuple[int, int], ...] = ()
    is_on_sale: bool = True
    line: int = 0
    product: int = 0

    def price_for(self, quantity: int) -> int:
        """The lowest price of the tiers that so many pieces reach."""
        reached = [price for least, price in self.tiers if quantity >= least]
        return min([self.price_fen, *reached])


@dataclass(frozen=True, slots=True)
class Part:
    """What one supplier is to send: the lines with their prices, weight and freight."""

    supplier: UUID
    supplier_name: str
    lines: tuple[tuple[Wanted, int], ...]  # each with its price in fen
    grams: int
    goods_fen: int
    freight_fen: int
    to_free_fen: int = 0  # how much more of this supplier's goods until freight is free; 0: it is


@dataclass(frozen=True, slots=True)
class Bill:
    """A whole order before it is placed."""

    parts: tuple[Part, ...]

    @property
    def goods_fen(self) -> int:
        """All goods."""
        return sum(part.goods_fen for part in self.parts)

    @property
    def freight_fen(self) -> int:
        """All freight."""
        return sum(part.freight_fen for part in self.parts)

    @property
    def total_fen(self) -> int:
        """What is paid."""
        return self.goods_fen + self.freight_fen


def pieces(lines: Iterable[Wanted]) -> dict[int, int]:
    """How many of each variant, whatever number of lines it stands on."""
    counted: dict[int, int] = {}
    for line in lines:
        counted[line.variant] = counted.get(line.variant, 0) + line.quantity
    return counted


def bill(lines: Sequence[Wanted], freight: Freight | None) -> Bill:
    """The order that these lines make; without a destination there is no freight yet.

    A tier is reached by all pieces of a variant together. Parts stand in the order of suppliers'
    names, lines as they stood in the cart.
    """
    counted = pieces(lines)
    by_supplier: dict[UUID, list[Wanted]] = {}
    for line in lines:
        by_supplier.setdefault(line.supplier, []).append(line)
    parts = [_part(own, counted, freight) for own in by_supplier.values()]
    return Bill(tuple(sorted(parts, key=lambda part: (part.supplier_name, part.supplier))))


def _part(lines: list[Wanted], counted: Mapping[int, int], freight: Freight | None) -> Part:
    priced = tuple((line, line.price_for(counted[line.variant])) for line in lines)
    goods = sum(price * line.quantity for line, price in priced)
    grams = sum(line.gross_grams * line.quantity for line in lines)
    cost = freight.of(grams, goods) if freight else 0
    first = lines[0]
    further = freight.free_fen - goods if freight and cost and freight.free_fen else 0
    return Part(first.supplier, first.supplier_name, priced, grams, goods, cost, further)


def refund_of(amount_fen: int, quantity: int, pieces_back: int, before_fen: int) -> int:
    """What so many pieces of a line are worth, never more than is left of the line's amount."""
    return min(amount_fen // quantity * pieces_back, amount_fen - before_fen)
