"""Cancelling before goods are sent; refunds, returns and replacements after they arrived."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shouwang.kernel.findings import Reading, refused
from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import (
    AfterSale,
    Line,
    OrderEvent,
    Parcel,
    ParcelLine,
    SupplierOrder,
)
from shouwang.market.orders.operations.refunding import Back, close_if_all_back, give_back
from shouwang.market.orders.operations.shipping import complete, go_on, locked_part
from shouwang.market.orders.policy import buyers_own_reasons, terms
from shouwang.market.orders.rules.amounts import refund_of
from shouwang.market.orders.rules.claims import Bought, Kind, is_freight_owed, refusals
from shouwang.market.orders.rules.states import (
    AfterSaleState,
    ParcelState,
    PartState,
    next_after_sale,
    next_part,
)
from shouwang.market.orders.signals import freight_earned

AT_ONCE = 200
OPEN = (AfterSaleState.ASKED, AfterSaleState.AGREED, AfterSaleState.SENT_BACK)


@transaction.atomic
def ask(
    *,
    by: Member,
    at: datetime,
    claim: UUID,
    line: UUID,
    kind: str,
    pieces: int,
    reason: str,
    words: str = "",
) -> Reading[AfterSale]:
    """Ask for something back; the same id again is the same request. Raises OrderUnknown.

    What has not been sent is cancelled at once; anything else waits for the supplier's answer.
    """
    part, lines, one = _line(line, by)
    known = AfterSale.objects.filter(pk=claim, line=line).first()  # under the order's lock
    if known is not None:
        return Reading(known)
    found = _bought(part, one)
    days = terms(at).days("order_after_sale_days")
    findings = refusals(Kind(kind), pieces, found, at, days)
    if findings:
        return Reading(None, tuple(findings))
    fen = 0
    if kind != Kind.REPLACE:
        fen = refund_of(one.amount_fen, one.quantity, pieces, one.refunded_fen)
    made = AfterSale.objects.create(
        pk=claim,
        line=one,
        kind=kind,
        reason=reason,
        words=words or None,
        quantity=pieces,
        amount_fen=fen,
        asked_at=at,
        answer_before=at + terms(at).days("order_answer_days"),
    )
    _note(part, at, f"{kind}_asked", by, claim)
    if kind == Kind.CANCEL:
        _cancel(made, part, lines, one, at)
    return Reading(made)


@transaction.atomic
def answer(
    *, by: Member | None, supplier: UUID, at: datetime, claim: UUID, agrees: bool, words: str = ""
) -> Reading[AfterSale]:
    """The supplier's answer: money goes back at once, goods are awaited. Raises OrderUnknown."""
    found, part, _lines = _claim(claim, supplier=supplier)
    if found.state != AfterSaleState.ASKED:
        return Reading(found)
    if not agrees and not words.strip():
        return refused("words", "不同意的，请写明理由。")
    found.answer, found.answered_at = words or None, at
    if not agrees:
        _step(found, "refuse", at)
    elif found.kind == Kind.REFUND:
        _settle(found, part, at)
    else:
        _step(found, "agree", at)
    _note(part, at, "claim_agreed" if agrees else "claim_refused", by, claim)
    return Reading(found)


@transaction.atomic
def send_back(*, by: Member, at: datetime, claim: UUID, number: str) -> Reading[AfterSale]:
    """The buyer has sent the goods back. Raises OrderUnknown."""
    found, part, _lines = _claim(claim, member=by)
    if found.state != AfterSaleState.AGREED:
        return Reading(found)
    found.sent_back_number = number
    _step(found, "send_back", at)
    _note(part, at, "claim_sent_back", by, claim)
    return Reading(found)


@transaction.atomic
def receive_back(
    *, by: Member | None, supplier: UUID, at: datetime, claim: UUID, parcel: UUID | None = None
) -> Reading[AfterSale]:
    """The goods came back: the money is given back, or others sent. Raises OrderUnknown."""
    found, part, _lines = _claim(claim, supplier=supplier)
    if found.state != AfterSaleState.SENT_BACK:
        return Reading(found)
    if found.kind == Kind.REPLACE:
        _replace(found, part, parcel or found.pk, at)
    else:
        _settle(found, part, at)
    _note(part, at, "claim_received_back", by, claim)
    return Reading(found)


@transaction.atomic
def withdraw(*, by: Member, at: datetime, claim: UUID) -> Reading[AfterSale]:
    """The buyer no longer asks. Raises OrderUnknown."""
    found, part, _lines = _claim(claim, member=by)
    if found.state in (AfterSaleState.ASKED, AfterSaleState.AGREED):
        _step(found, "withdraw", at)
        _note(part, at, "claim_withdrawn", by, claim)
    return Reading(found)


def agree_unanswered(*, at: datetime) -> int:
    """What no supplier answered in time is agreed to; how many requests."""
    late = AfterSale.objects.filter(state=AfterSaleState.ASKED, answer_before__lte=at)
    rows = late.order_by("answer_before", "pk").values_list("pk", "line__supplier_order__supplier")
    for claim, supplier in (found := list(rows[:AT_ONCE])):
        answer(by=None, supplier=supplier, at=at, claim=claim, agrees=True)
    return len(found)


def _cancel(
    claim: AfterSale, part: SupplierOrder, lines: Sequence[Line], line: Line, at: datetime
) -> None:
    still = sum(one.to_ship for one in lines) - claim.quantity
    nothing_sent = not any(one.shipped for one in lines)
    freight = _freight_back(claim, part, at) if nothing_sent and still == 0 else {}
    back = Back({line.pk: claim.amount_fen}, freight, {line.pk: claim.quantity})
    give_back(part.order, back, key=f"claim:{claim.pk}", why="cancel", at=at)
    _step(claim, "settle", at)
    fresh = list(Line.objects.filter(supplier_order=part).order_by("place"))
    if still == 0:
        part.state = next_part(part.state, "cancel" if nothing_sent else "ship_all")
        part.shipped_at = None if nothing_sent else at
        part.save(update_fields=["state", "shipped_at"])
    for one in fresh:
        complete(one, at)
    Line.objects.bulk_update(fresh, ["delivered_at"])
    go_on(part, fresh, at)
    close_if_all_back(part.order, at=at)


def _freight_back(claim: AfterSale, part: SupplierOrder, at: datetime) -> dict[UUID, int]:
    """The freight that goes back with the last of a part; else it is the supplier's at once."""
    left = part.freight_fen - part.freight_refunded_fen
    if not left:
        return {}
    returned = Parcel.objects.filter(supplier_order=part, state=ParcelState.RETURNED)
    if is_freight_owed(returned.exists(), claim.reason in buyers_own_reasons()):
        return {part.pk: left}
    given = {"part": part.pk, "supplier": part.supplier_id, "fen": left, "at": at}
    freight_earned.send(sender=SupplierOrder, **given)
    return {}


def _settle(claim: AfterSale, part: SupplierOrder, at: datetime) -> None:
    line = Line.objects.get(pk=claim.line_id)
    claim.amount_fen = min(claim.amount_fen, line.amount_fen - line.refunded_fen)
    back = Back({claim.line_id: claim.amount_fen})
    give_back(part.order, back, key=f"claim:{claim.pk}", why=claim.kind, at=at)
    _step(claim, "settle", at)
    close_if_all_back(part.order, at=at)


def _replace(claim: AfterSale, part: SupplierOrder, parcel: UUID, at: datetime) -> None:
    made, is_new = Parcel.objects.get_or_create(
        pk=parcel,
        defaults={
            "supplier_order": part,
            "carrier": "own",
            "tracking_number": "",
            "replaces": claim,
            "shipped_at": at,
        },
    )
    if is_new:
        ParcelLine.objects.create(parcel=made, line_id=claim.line_id, quantity=claim.quantity)
    _step(claim, "settle", at)


def _step(claim: AfterSale, step: str, at: datetime) -> None:
    claim.state = next_after_sale(claim.state, step)
    if claim.state not in OPEN:
        claim.ended_at = at
    claim.save()


def _line(line: UUID, by: Member) -> tuple[SupplierOrder, list[Line], Line]:
    part = Line.objects.filter(pk=line, supplier_order__order__member=by).values_list(
        "supplier_order", flat=True
    )
    found = part.first()
    if found is None:
        raise OrderUnknown(number=line)
    locked, lines = locked_part(found)
    return locked, lines, next(one for one in lines if one.pk == line)


def _claim(
    claim: UUID, *, member: Member | None = None, supplier: UUID | None = None
) -> tuple[AfterSale, SupplierOrder, list[Line]]:
    own = AfterSale.objects.filter(pk=claim)
    if member is not None:
        own = own.filter(line__supplier_order__order__member=member)
    part = own.values_list("line__supplier_order", flat=True).first()
    if part is None:
        raise OrderUnknown(number=claim)
    locked, lines = locked_part(part, supplier)
    return AfterSale.objects.get(pk=claim), locked, lines


def _bought(part: SupplierOrder, line: Line) -> Bought:
    return Bought(
        order_state=part.order.state,
        part_state=PartState(part.state),
        to_ship=line.to_ship,
        delivered=line.delivered,
        left_fen=line.amount_fen - line.refunded_fen,
        delivered_at=line.delivered_at,
        has_open_claim=AfterSale.objects.filter(line=line, state__in=OPEN).exists(),
    )


def _note(part: SupplierOrder, at: datetime, kind: str, by: Member | None, claim: UUID) -> None:
    OrderEvent.objects.create(
        order_id=part.order_id,
        supplier_order=part,
        at=at,
        kind=kind,
        by=by,
        detail={"claim": str(claim)},
    )
