"""What a carrier says of a parcel, entered step by step, and what follows from it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Reading, refused
from shouwang.market.members.models import Member
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import Line, Parcel, ParcelLine, SupplierOrder, Tracking
from shouwang.market.orders.operations.shipping import arrive, locked_part, note
from shouwang.market.orders.rules.states import (
    PARCEL_STEPS,
    ParcelState,
    Seen,
    next_parcel,
    next_part,
)


@transaction.atomic
def follow(
    *,
    by: Member,
    at: datetime,
    act: UUID,
    parcel: UUID,
    step: Seen,
    seen_at: datetime,
    text: str = "",
    supplier: UUID | None = None,
) -> Reading[Parcel]:
    """Enter where a parcel is; the same `act` again changes nothing.

    `seen_at` is when the carrier says it was; `at` is now, and only from now on do the buyer's
    days run: a supplier cannot shorten them by an earlier date. Without `supplier` the operator
    enters it. Raises OrderUnknown for a parcel that is another's.
    """
    part = SupplierOrder.objects.filter(parcels__pk=parcel).values_list("pk", flat=True).first()
    if part is None:
        raise OrderUnknown(number=parcel)
    found, lines = locked_part(part, supplier)
    one = Parcel.objects.get(pk=parcel)
    if Tracking.objects.filter(act=act, parcel=one).exists():
        return Reading(one)
    if words := _against(one, step, seen_at, at):
        return refused("tracking", words)
    Tracking.objects.bulk_create(
        [Tracking(parcel=one, act=act, at=seen_at, step=step, text=text, by=by)],
        ignore_conflicts=True,
    )
    _effect(found, lines, one, step, at, by)
    return Reading(Parcel.objects.get(pk=parcel))


def _against(parcel: Parcel, step: Seen, seen_at: datetime, now: datetime) -> str:
    if (ParcelState(parcel.state), step) not in PARCEL_STEPS:
        return _("这个包裹现在不能登记这一步：请刷新页面看最新状态。")
    if seen_at > now:
        return _("时间在现在之后，请改成实际时间。")
    if seen_at < parcel.shipped_at.replace(second=0, microsecond=0):
        return _("时间早于发货时间，请改成实际时间。")
    is_last = next_parcel(parcel.state, step) != parcel.state
    if is_last and Tracking.objects.filter(parcel=parcel, at__gt=seen_at).exists():
        return _("时间早于已登记的物流动态，请改成实际时间。")
    return ""


def _effect(
    part: SupplierOrder,
    lines: Sequence[Line],
    parcel: Parcel,
    step: Seen,
    at: datetime,
    by: Member,
) -> None:
    if step is Seen.SIGNED:
        arrive(part, lines, [parcel.pk], at, by)
        return
    state = next_parcel(parcel.state, step)
    if state == parcel.state:
        return
    parcel.state = state
    parcel.save(update_fields=["state"])
    note(part, at, f"parcel_{state}", by, parcel=str(parcel.pk))
    if state == ParcelState.RETURNED and parcel.replaces_id is None:
        _take_back(part, lines, parcel)


def _take_back(part: SupplierOrder, lines: Sequence[Line], parcel: Parcel) -> None:
    """Its pieces wait again: to be sent once more, or to be cancelled by the buyer."""
    contents = dict(ParcelLine.objects.filter(parcel=parcel).values_list("line_id", "quantity"))
    for line in lines:
        line.shipped -= contents.get(line.pk, 0)
    Line.objects.bulk_update(lines, ["shipped"])
    step = "some_back" if any(line.shipped for line in lines) else "all_back"
    part.state, part.shipped_at = next_part(part.state, step), None
    part.save(update_fields=["state", "shipped_at"])
