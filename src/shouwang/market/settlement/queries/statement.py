"""A year of a household's account with the market, to print: what was settled, what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q, Sum
from django.utils import timezone

from shouwang.ledger.models import Line as Moved
from shouwang.ledger.models import Stage as Moving
from shouwang.market.settlement import accounts
from shouwang.market.supply.queries import Brought, brought


@dataclass(frozen=True, slots=True)
class Statement:
    """Of one link and one year, in fen: the rows by month, and the account they went through.

    `before_fen` and `left_fen` are what was owed to the household as the year began and as it
    ended (until now, for the year that runs); `credited_fen` is what came to its account between.
    """

    year: int
    rows: Sequence[Brought]
    before_fen: int
    credited_fen: int
    payments: Sequence[tuple[datetime, int]]

    @property
    def goods_fen(self) -> int:
        """What its goods brought, less refunds."""
        return sum(one.fen for one in self.rows if one.kind != "wage")

    @property
    def wages_fen(self) -> int:
        """What its work brought."""
        return self.whole_fen - self.goods_fen

    @property
    def whole_fen(self) -> int:
        """Both."""
        return sum(one.fen for one in self.rows)

    @property
    def grams(self) -> int:
        """The weight of what was sold."""
        return sum(one.grams for one in self.rows)

    @property
    def paid_fen(self) -> int:
        """What the bank paid to it in the year."""
        return sum(fen for _at, fen in self.payments)

    @property
    def left_fen(self) -> int:
        """What is still owed to it at the end."""
        return self.before_fen + self.credited_fen - self.paid_fen

    @property
    def unclaimed_fen(self) -> int:
        """By how much the account holds more than the rows: goods that came back after the pay."""
        return self.credited_fen - self.whole_fen


def statement(link: UUID, year: int) -> Statement:
    """The year of a link; three statements."""
    since, until = _begins(year), _begins(year + 1)
    moved = Moved.objects.filter(
        account__code__in=[accounts.payable_link(link), accounts.payable_wage(link)],
        stage__in=[Moving.POSTED, Moving.TAKEN],
        at__lt=until,
    )
    paid = Q(entry__kind="payout")
    sums = moved.aggregate(
        before=Sum("amount", filter=Q(at__lt=since), default=0),
        credited=Sum("amount", filter=Q(at__gte=since) & ~paid, default=0),
    )
    payments = moved.filter(paid, at__gte=since).order_by("at", "pk").values_list("at", "amount")
    rows = [one for one in brought(link, settled=True) if one.month.year == year]
    return Statement(
        year=year,
        rows=sorted(rows, key=lambda one: (one.month, one.kind, one.product, one.buyer_kind)),
        before_fen=sums["before"],
        credited_fen=sums["credited"],
        payments=[(at, -fen) for at, fen in payments],
    )


def _begins(year: int) -> datetime:
    day = date(year, 1, 1)
    return datetime.combine(day, time.min, timezone.get_current_timezone())
