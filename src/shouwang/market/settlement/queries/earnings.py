"""A supplier's money, and what each of its members earned: by link number, without names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from shouwang.bridge.models import Attribution, Link
from shouwang.ledger import queries as books
from shouwang.ledger.rules import Balance
from shouwang.market.settlement import accounts
from shouwang.market.suppliers.models import Supplier


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a supplier's money is: with buyers' escrow, to be paid, at the bank; and its debt."""

    escrow: Balance
    freight: Balance
    payable: Balance
    owed_fen: int


@dataclass(frozen=True, slots=True)
class Earning:
    """What one link earned in a year: contracted, delivered (both less refunds), grams, unpaid."""

    number: str
    contracted_fen: int
    delivered_fen: int
    grams: int
    unpaid_fen: int


def standing(supplier: Supplier) -> Standing:
    """The supplier's balances, in one statement."""
    number = supplier.pk
    codes = [
        accounts.escrow(number),
        f"freight:{number}",
        accounts.payable(number),
        accounts.owed(number),
    ]
    found = books.balances(codes)
    escrow, freight, payable, owed = (found[code] for code in codes)
    return Standing(escrow, freight, payable, -owed.posted)


def earnings(supplier: Supplier, year: int) -> Sequence[Earning]:
    """Each link of the supplier with what it earned in the year, by number."""
    links = dict(
        Link.objects.filter(supplier_id=supplier.pk).order_by("number").values_list("pk", "number")
    )
    of_year = Attribution.objects.filter(link_id__in=list(links), month__year=year)
    sums = of_year.values("link_id").annotate(
        contracted=Sum("fen", filter=Q(stage="contracted"), default=0),
        delivered=Sum("fen", filter=Q(stage="delivered"), default=0),
        sold=Sum("grams", filter=Q(stage="delivered"), default=0),
    )
    rows = sums.order_by("link_id").values_list("link_id", "contracted", "delivered", "sold")
    found = {link: (contracted, delivered, sold) for link, contracted, delivered, sold in rows}
    unpaid = books.balances(accounts.payable_link(link) for link in links)
    nothing = (0, 0, 0)
    return [
        Earning(number, *found.get(link, nothing), unpaid[accounts.payable_link(link)].posted)
        for link, number in links.items()
    ]
