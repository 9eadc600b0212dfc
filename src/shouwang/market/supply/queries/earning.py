"""What a household's goods brought: by month for its own page, and line by line behind each sum.

Contracted is what was bought and paid for, delivered what is settled: each order line of a link is
attributed as the first, and later also as the second. What has only the first still waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Sum, Window

from shouwang.bridge.models import Attribution
from shouwang.ledger import queries as books
from shouwang.ledger.models import Line as Moved
from shouwang.ledger.models import Stage as Moving
from shouwang.ledger.rules import Balance

DELIVERED, CONTRACTED = Attribution.Stage.DELIVERED, Attribution.Stage.CONTRACTED
PAYMENTS_SHOWN = 12
_ROW = ("month", "product", "kind", "buyer_kind")


@dataclass(frozen=True, slots=True)
class Brought:
    """Of one product, to one kind of buyer, in a month: grams sold, fen for the household."""

    month: date
    product: str
    kind: str
    buyer_kind: str
    fen: int
    grams: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """What one order line brought: with its number, to be explained."""

    order_line: UUID
    product: str
    kind: str
    buyer_kind: str
    ordered_on: date
    settled_on: date | None
    fen: int
    grams: int


@dataclass(frozen=True, slots=True)
class Payments:
    """What the household is still to be paid, what is at the bank, and what it was paid."""

    balance: Balance
    paid_fen: int
    newest: Sequence[tuple[datetime, int]]


def brought(link: UUID, *, settled: bool) -> Sequence[Brought]:
    """What is settled, or what is sold and not settled yet, the newest month first."""
    sums = _standing(link, settled=settled).values(*_ROW).annotate(sum=Sum("fen"), g=Sum("grams"))
    rows = sums.exclude(sum=0).order_by("-month", "product", "kind", "buyer_kind")
    return [Brought(*row) for row in rows.values_list(*_ROW, "sum", "g")]


def sold_lines(link: UUID, month: date, *, settled: bool) -> Sequence[SoldLine]:
    """The order lines behind a month's sums, the newest first."""
    keys = ("order_line", "product", "kind", "buyer_kind")
    found = _standing(link, settled=settled).filter(month=month).values(*keys)
    sums = found.annotate(
        bought=Min("ordered_on"), ended=Max("settled_on"), sum=Sum("fen"), g=Sum("grams")
    )
    rows = sums.exclude(sum=0).order_by("-bought", "product", "order_line", "kind")
    return [SoldLine(*row) for row in rows.values_list(*keys, "bought", "ended", "sum", "g")]


def payments(link: UUID) -> Payments:
    """Where the money is that is the household's; two statements."""
    codes = [f"payable:link:{link}", f"payable:wage:{link}"]  # for goods, for work
    moved = Moved.objects.filter(
        account__code__in=codes, entry__kind="payout", stage__in=[Moving.POSTED, Moving.TAKEN]
    )
    summed = moved.annotate(all=Window(Sum("amount"))).order_by("-id")
    newest = list(summed.values_list("at", "amount", "all")[:PAYMENTS_SHOWN])
    paid = -newest[0][2] if newest else 0
    held = books.balances(codes).values()
    balance = Balance(sum(one.posted for one in held), sum(one.held for one in held))
    return Payments(balance, paid, [(at, -amount) for at, amount, _all in newest])


def _standing(link: UUID, *, settled: bool) -> QuerySet[Attribution]:
    rows = Attribution.objects.filter(link=link)
    if settled:
        return rows.filter(stage=DELIVERED)
    done = Attribution.objects.filter(link=link, order_line=OuterRef("order_line"), stage=DELIVERED)
    return rows.filter(~Exists(done), stage=CONTRACTED)
