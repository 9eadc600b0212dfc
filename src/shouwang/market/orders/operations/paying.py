"""Money comes in: every notice is judged, acted upon once, and recorded with its verdict."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum

from shouwang.ledger import operations as ledger
from shouwang.ledger.errors import KeyReused, Shortfall
from shouwang.ledger.rules import How, Move, Posting
from shouwang.market.orders.errors import NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways import gateway as gateway_of
from shouwang.market.orders.models import Line, Order, Payment, PaymentNotice
from shouwang.market.orders.operations import books, ending, groups, refunding
from shouwang.market.orders.operations.paying_sql import LOCKED, PAID
from shouwang.market.orders.operations.placing import payment_of
from shouwang.market.orders.rules import accounts
from shouwang.market.orders.rules.notices import Notice, Said, Standing, Verdict, verdict_on
from shouwang.market.orders.rules.states import OrderState, PartState, next_order

MOST_BYTES = 32_768
_RECORDED = 8_192


@dataclass(frozen=True, slots=True)
class Locked:
    """A payment and its order, locked until the end of the transaction."""

    payment: UUID
    standing: Standing
    order: UUID
    hold: str
    group: UUID | None
    parts: tuple[tuple[UUID, int, int], ...]  # supplier, fen of goods, fen of freight


@transaction.atomic
def begin(*, order: Order, gateway: str, at: datetime) -> Payment:
    """The order's payment through a gateway; the same each time. Raises GatewayUnknown."""
    gateway_of(gateway)
    books.open_for((), (), gateway)
    made, _is_new = Payment.objects.get_or_create(
        order=order,
        gateway=gateway,
        defaults={
            "number": payment_of(order.pk, gateway),
            "amount_fen": order.total_fen,
            "begun_at": at,
        },
    )
    return made


def receive(*, gateway: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Verdict:
    """Take a notice in: whoever sent it, however often, in whatever order.

    The effect and the record are one transaction: killed in between, neither is there and the
    gateway tells again. Raises GatewayUnknown.
    """
    try:
        notice = gateway_of(gateway).read(headers, body, at)
    except NoticeForged:
        return _record(gateway, Verdict.FORGED, body, at)
    except NoticeUnreadable:
        return _record(gateway, Verdict.UNREADABLE, body, at)
    if notice.said in (Said.REFUNDED, Said.REFUND_FAILED):
        return _refund_told(notice, body, at)
    try:
        return _payment_told(notice, body, at)
    except KeyReused:  # the transaction is another payment's: its money is in the books already
        return _record(gateway, Verdict.UNREADABLE, body, at, notice)


@transaction.atomic
def _payment_told(notice: Notice, body: bytes, at: datetime) -> Verdict:
    number = _uuid(notice.number)
    locked = _locked(number, notice.gateway) if number else None
    verdict = verdict_on(notice, locked.standing if locked else None)
    if locked is None:
        return _record(notice.gateway, verdict, body, at, notice)
    if verdict == Verdict.TAKEN and locked.group is not None:
        verdict = _group_takes(locked, at)
    elif verdict == Verdict.TAKEN:
        ledger.resolve([locked.hold], How.POST, at=at)
    elif verdict == Verdict.LATE and _is_taken_again(locked, at):
        verdict = Verdict.TAKEN_AGAIN
    if verdict in (Verdict.TAKEN, Verdict.TAKEN_AGAIN):
        return _paid(notice, locked, verdict, body, at)
    if verdict in _OWED:
        _owe_all(notice, locked, verdict, at)
    return _record(notice.gateway, verdict, body, at, notice)


_OWED = (Verdict.LATE, Verdict.PAID_TWICE, Verdict.WRONG_AMOUNT)


def _paid(notice: Notice, locked: Locked, verdict: Verdict, body: bytes, at: datetime) -> Verdict:
    """Post the money, and write payment, order, parts, event and notice in one statement."""
    moves = books.paying_in(notice.gateway, locked.parts)
    ledger.post([Posting(_key(notice), "order_paid", f"order:{locked.order}", moves)], at=at)
    step = "pay" if locked.group is None else "pay_in_group"
    given = {
        "payment": locked.payment,
        "order": locked.order,
        "state": next_order(locked.standing.order_state, step),
        "part_state": PartState.TO_PACK if locked.group is None else PartState.WAITING,
        "at": at,
        "detail": json.dumps({"gateway": notice.gateway, "verdict": verdict}),
        **_columns(notice.gateway, verdict, body, notice),
    }
    with connection.cursor() as cursor:
        cursor.execute(PAID, given)
    if locked.group is not None:
        groups.reach(locked.group, at=at)
    return verdict


def _is_taken_again(locked: Locked, at: datetime) -> bool:
    """Whether goods of an expired order could be reserved and sold once more."""
    if locked.standing.order_state != OrderState.EXPIRED or locked.group is not None:
        return False
    moves = books.selling(_pieces(locked.order))
    again = Posting(f"again:{locked.payment}", "order_again", f"order:{locked.order}", moves)
    try:
        with transaction.atomic():
            ledger.post([again], at=at)
    except Shortfall:
        return False
    return True


def _group_takes(locked: Locked, at: datetime) -> Verdict:
    """Goods for a group's order; where the group failed meanwhile, the order ends with it."""
    pieces = sum(_pieces(locked.order).values())
    if locked.group is None or not groups.join(locked.group, pieces):
        ending.end_unpaid([locked.order], "cancel", at=at)
        return Verdict.LATE
    ledger.resolve([locked.hold], How.POST, at=at)
    return Verdict.TAKEN


def _owe_all(notice: Notice, locked: Locked, verdict: Verdict, at: datetime) -> None:
    """Money that came and buys nothing is kept apart and owed back."""
    if notice.amount_fen <= 0:
        return
    books.open_for((), (), notice.gateway)
    move = Move(
        accounts.outside(notice.gateway), accounts.refund(notice.gateway), notice.amount_fen
    )
    posting = Posting(_key(notice), "order_owed", f"order:{locked.order}", (move,))
    ledger.post([posting], at=at)
    refunding.write_down(
        key=_key(notice),
        order=locked.order,
        payment=locked.payment,
        gateway=notice.gateway,
        transaction=notice.transaction,
        amount_fen=notice.amount_fen,
        why=verdict,
        at=at,
    )


@transaction.atomic
def _refund_told(notice: Notice, body: bytes, at: datetime) -> Verdict:
    number = _uuid(notice.number)
    is_known = number is not None and refunding.told(
        number, done=notice.said == Said.REFUNDED, amount_fen=notice.amount_fen, at=at
    )
    verdict = Verdict.REFUND if is_known else Verdict.UNKNOWN
    return _record(notice.gateway, verdict, body, at, notice)


def _locked(payment: UUID, gateway: str) -> Locked | None:
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, {"payment": payment, "gateway": gateway})
        row = cursor.fetchone()
    if row is None:
        return None
    state, amount, transaction_, order, order_state, hold, group, parts, refunded = row
    standing = Standing(state, amount, transaction_, order_state, frozenset(refunded or ()))
    return Locked(
        payment,
        standing,
        order,
        hold,
        group,
        tuple((UUID(one), goods, freight) for one, goods, freight in json.loads(parts)),
    )


def _record(
    gateway: str, verdict: Verdict, body: bytes, at: datetime, notice: Notice | None = None
) -> Verdict:
    columns = _columns(gateway, verdict, body, notice)
    del columns["sealed"]
    payment = columns.pop("about")
    text = _text(body)
    PaymentNotice.objects.create(payment=payment, body=text, received_at=at, **columns)
    return verdict


def _columns(gateway: str, verdict: Verdict, body: bytes, notice: Notice | None) -> dict[str, Any]:
    return {
        "gateway": gateway,
        "verdict": verdict.value,
        "about": _uuid(notice.number) if notice else None,
        "transaction": notice.transaction[:64] if notice else "",
        "amount_fen": notice.amount_fen if notice else None,
        "digest": hashlib.sha256(body).hexdigest(),
        "sealed": PaymentNotice._meta.get_field("body").get_prep_value(_text(body)),
    }


def _text(body: bytes) -> str:
    return body[:_RECORDED].decode(errors="replace").replace("\x00", "")


def _pieces(order: UUID) -> dict[int, int]:
    rows = (
        Line.objects.filter(supplier_order__order_id=order)
        .values_list("variant_id")
        .annotate(pieces=Sum("quantity"))
    )
    return dict(rows.order_by("variant_id"))


def _key(notice: Notice) -> str:
    return f"paid:{notice.gateway}:{notice.transaction}"


def _uuid(text: str) -> UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
