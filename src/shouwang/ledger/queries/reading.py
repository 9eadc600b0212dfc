"""Reading the books: balances, statements, the trial balance. A wing sees its own only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from shouwang.kernel.pages import Page, page_of
from shouwang.ledger.models import Account, Line, Stage
from shouwang.ledger.rules import NOTHING, Balance

PAGE = 50


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The sum of all accounts of a unit: zero, or the books are wrong."""

    unit: str
    accounts: int
    posted: int
    held: int


def balance(code: str) -> Balance:
    """The account's state; nothing when it is not open."""
    return balances([code])[code]


def balances(codes: Iterable[str]) -> dict[str, Balance]:
    """The states of accounts by code, in one statement."""
    wanted = list(codes)
    rows = Account.objects.filter(code__in=wanted).values_list("code", "posted", "held")
    found = {code: Balance(posted, held) for code, posted, held in rows}
    return {code: found.get(code, NOTHING) for code in wanted}


def statement(code: str, page: int = 1, *, size: int = PAGE) -> Page[Line]:
    """What moved on an account, newest first, with the entry of each line."""
    moved = Line.objects.filter(account__code=code, stage__in=[Stage.POSTED, Stage.TAKEN])
    return page_of(moved.select_related("entry", "account").order_by("-id"), page, size)


def trial_balance(unit: str | None = None) -> list[TrialBalance]:
    """By unit: how many accounts, what they sum to (zero), what is held."""
    accounts = Account.objects.all() if unit is None else Account.objects.filter(unit=unit)
    sums = accounts.values("unit").annotate(
        accounts=Count("id"), posted=Sum("posted"), held=Sum("held")
    )
    return [TrialBalance(**row) for row in sums.order_by("unit")]
