"""Payouts: drawn up by one, approved by another, answered by the bank; what fails is payable again.

While a list is with the bank its amounts are held in the books: a payee is never paid twice, and a
refund cannot take what is on its way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max

from shouwang.bridge.models import Link, SupplierCard
from shouwang.kernel.findings import Reading, refused
from shouwang.ledger import operations as ledger
from shouwang.ledger.models import Account
from shouwang.ledger.rules import How, Move, Opening, Posting
from shouwang.market.members.models import Member
from shouwang.market.orders.policy import terms
from shouwang.market.settlement import accounts
from shouwang.market.settlement.models import Payout, PayoutLine

_LINKS = ("payable:link:", "payable:wage:")
_PREFIX = "payable:"
LOCK = 7781002  # one payout is drawn up at a time


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's word on one payment of a list."""

    place: int
    is_accepted: bool
    reason: str = ""


@transaction.atomic
def draw_up(*, by: Member, at: datetime, payout: UUID) -> Reading[Payout]:
    """A list of everybody who is to be paid, once under the id that the form made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if found := Payout.objects.filter(pk=payout).first():
        return Reading(found)
    least = max(1, terms(at).value("settlement_payout_least_fen"))
    payable = Account.objects.filter(code__startswith=_PREFIX, posted__gte=F("held") + least)
    due = list(payable.order_by("code"))
    if not due:
        return refused("nothing_due", "现在没有达到最低金额的应付款。")
    last = Payout.objects.aggregate(last=Max("number"))["last"] or 0
    made = Payout.objects.create(pk=payout, number=last + 1, drawn_up_by=by, drawn_up_at=at)
    lines = PayoutLine.objects.bulk_create(_lines(made, due))
    ledger.open_accounts([Opening(accounts.BANK, accounts.YUAN, may_go_below=True)])
    ledger.post([_hold(made, line) for line in lines], at=at)
    return Reading(made)


@transaction.atomic
def approve(*, by: Member, at: datetime, payout: UUID) -> Reading[Payout]:
    """A second person of the operator approves the list; then it may go to the bank."""
    found = Payout.objects.select_for_update().get(pk=payout)
    if found.state == Payout.State.APPROVED:
        return Reading(found)
    if found.state == Payout.State.DROPPED:
        return refused("dropped", "这张付款表已经作废。")
    if found.drawn_up_by_id == by.pk:
        return refused("same_person", "制表人不能复核自己的付款表，请另一位工作人员复核。")
    return Reading(_decide(found, Payout.State.APPROVED, by, at))


@transaction.atomic
def drop(*, by: Member, at: datetime, payout: UUID) -> Reading[Payout]:
    """A list that was not approved is given up; its amounts are payable again."""
    found = Payout.objects.select_for_update().get(pk=payout)
    if found.state == Payout.State.DROPPED:
        return Reading(found)
    if found.state == Payout.State.APPROVED:
        return refused("approved", "已复核的付款表不能作废，请等银行回盘。")
    places = found.lines.order_by("place").values_list("place", flat=True)
    ledger.resolve([_key(found, place) for place in places], How.VOID, at=at)
    return Reading(_decide(found, Payout.State.DROPPED, by, at))


@transaction.atomic
def answered(*, at: datetime, payout: UUID, answers: Sequence[Answer]) -> Reading[int]:
    """Read the bank's answers; the number of new ones. Answers known already change nothing.

    A payment that was answered otherwise before is refused, and with it the whole file.
    """
    found = Payout.objects.select_for_update().get(pk=payout)
    if found.state != Payout.State.APPROVED:
        return refused("not_approved", "付款表还没有复核，不会有银行回盘。")
    lines = {line.place: line for line in found.lines.order_by("place")}
    fresh = []
    for answer in answers:
        line = lines.get(answer.place)
        if line is None:
            return refused("unknown_place", f"付款表没有第{answer.place}笔。")
        state = _state(answer)
        if line.state not in (PayoutLine.State.WAITING, state):
            return refused("answered_otherwise", f"第{answer.place}笔已经有不同的回盘结果。")
        if line.state == PayoutLine.State.WAITING:
            line.state, line.reason, line.answered_at = state, answer.reason[:120], at
            fresh.append(line)
    _resolve(found, fresh, at)
    PayoutLine.objects.bulk_update(fresh, ["state", "reason", "answered_at"])
    return Reading(len(fresh))


def _resolve(payout: Payout, lines: Iterable[PayoutLine], at: datetime) -> None:
    for state, how in ((PayoutLine.State.ACCEPTED, How.POST), (PayoutLine.State.FAILED, How.VOID)):
        keys = [_key(payout, line.place) for line in lines if line.state == state]
        if keys:
            ledger.resolve(keys, how, at=at)


def _state(answer: Answer) -> PayoutLine.State:
    return PayoutLine.State.ACCEPTED if answer.is_accepted else PayoutLine.State.FAILED


def _decide(payout: Payout, state: Payout.State, by: Member, at: datetime) -> Payout:
    payout.state, payout.decided_by, payout.decided_at = state, by, at
    payout.save(update_fields=["state", "decided_by", "decided_at"])
    return payout


def _lines(payout: Payout, due: Sequence[Account]) -> list[PayoutLine]:
    """Households by the number of their link, suppliers by theirs: the bank knows whose."""
    links = {
        one.code: UUID(one.code.rpartition(":")[2]) for one in due if one.code.startswith(_LINKS)
    }
    suppliers = {one.code: UUID(one.code[len(_PREFIX) :]) for one in due if one.code not in links}
    numbers = dict(Link.objects.filter(pk__in=links.values()).values_list("pk", "number"))
    names = dict(SupplierCard.objects.filter(pk__in=suppliers.values()).values_list("pk", "name"))
    payees = {code: numbers.get(link, "") for code, link in links.items()}
    payees |= {code: supplier.hex for code, supplier in suppliers.items()}
    return [
        PayoutLine(
            payout=payout,
            place=place,
            account=one.code,
            payee=payees[one.code],
            name="" if one.code in links else names.get(suppliers[one.code], ""),
            fen=one.posted - one.held,
        )
        for place, one in enumerate(due, 1)
    ]


def _key(payout: Payout, place: int) -> str:
    return f"payout:{payout.number}:{place}"


def _hold(payout: Payout, line: PayoutLine) -> Posting:
    move = Move(line.account, accounts.BANK, line.fen)
    reference = f"payout:{payout.number}"
    return Posting(_key(payout, line.place), "payout", reference, (move,), pending=True)
