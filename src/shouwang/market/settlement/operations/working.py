"""Work on a batch is written down until something of it is settled, and put right by an entry."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from shouwang.bridge.queries import links_of
from shouwang.market.members.models import Member
from shouwang.market.settlement.errors import (
    WorkAhead,
    WorkByNobody,
    WorkReplaced,
    WorkReused,
    WorkSettled,
)
from shouwang.market.settlement.models import Workday
from shouwang.market.suppliers.models import Supplier
from shouwang.market.supply.models import Batch

_TOO_LATE = "workday_before_settling"


@dataclass(frozen=True, slots=True)
class Worked:
    """Who worked, on what, on which day, how many half days; none strikes an entry out."""

    link: UUID
    task: str
    on: date
    half_days: int


def record_work(
    *,
    act_id: UUID,
    batch: Batch,
    supplier: Supplier,
    worked: Worked,
    by: Member | None,
    at: datetime,
    replaces: UUID | None = None,
) -> Workday:
    """Write work down, or put an entry right. The same act again is the same entry.

    Raises WorkSettled, WorkByNobody, WorkAhead, WorkReplaced, WorkReused.
    """
    try:
        with transaction.atomic():
            return _written(act_id, batch, supplier, worked, by, at, replaces)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) == _TOO_LATE:
            raise WorkSettled from error
        raise


def _written(
    act_id: UUID,
    batch: Batch,
    supplier: Supplier,
    worked: Worked,
    by: Member | None,
    at: datetime,
    replaces: UUID | None,
) -> Workday:
    Batch.objects.select_for_update().get(pk=batch.pk, supplier=supplier)
    known = Workday.objects.filter(pk=act_id).first()
    if known is not None:
        return _same(known, batch, worked)
    if worked.on > timezone.localdate(at):
        raise WorkAhead
    if replaces is None and not links_of(supplier.pk, on=worked.on).filter(pk=worked.link).exists():
        raise WorkByNobody
    before = _open_entry(batch, replaces) if replaces else None
    return Workday.objects.create(
        id=act_id,
        batch=batch,
        link=before.link if before else worked.link,
        task=worked.task,
        on=worked.on,
        half_days=worked.half_days,
        replaces=before,
        by=by,
        at=at,
    )


def _open_entry(batch: Batch, entry: UUID) -> Workday:
    found = Workday.objects.filter(pk=entry, batch=batch, replaced_by=None).first()
    if found is None:
        raise WorkReplaced
    return found


def _same(known: Workday, batch: Batch, worked: Worked) -> Workday:
    told = (batch.pk, worked.task, worked.on, worked.half_days)
    if (known.batch_id, known.task, known.on, known.half_days) != told:
        raise WorkReused
    return known
