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
    """What one link earned in a year: contracted, delivered (both less refunds), grams, unpaid.

    `delivered_fen` is for goods, `wage_fen` for work, `unpaid_fen` for both.
    """

    number: str
    contracted_fen: int
    delivered_fen: int
    wage_fen: int
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
        delivered=Sum("fen", filter=Q(stage="delivered", kind="business"), default=0),
        wage=Sum("fen", filter=Q(stage="delivered", kind="wage"), default=0),
        sold=Sum("grams", filter=Q(stage="delivered"), default=0),
    )
    keys = ("contracted", "delivered", "wage", "sold")
    found = {link: row for link, *row in sums.order_by("link_id").values_list("link_id", *keys)}
    owing = {link: (accounts.payable_link(link), accounts.payable_wage(link)) for link in links}
    unpaid = books.balances(code for codes in owing.values() for code in codes)
    return [
        _earning(number, found.get(link), sum(unpaid[code].posted for code in owing[link]))
        for link, number in links.items()
    ]


def _earning(number: str, sums: Sequence[int] | None, unpaid: int) -> Earning:
    contracted, delivered, wage, grams = sums or (0, 0, 0, 0)
    return Earning(number, contracted, delivered, wage, grams, unpaid)
