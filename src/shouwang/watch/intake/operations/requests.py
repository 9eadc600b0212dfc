"""Handing a file over, asking for its merge, sending it back."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.queries import duties_of
from shouwang.people.rules import Act, Kind, may
from shouwang.people.rules.duties import OFFICERS
from shouwang.regions import queries as regions
from shouwang.watch.intake import keeping
from shouwang.watch.intake.errors import (
    FileEmpty,
    FileTooLarge,
    NotMergeable,
    NotPermitted,
    NotRejectable,
    ReasonMissing,
    SamePerson,
    WrongDepartment,
)
from shouwang.watch.intake.layouts import Layout, layout, names
from shouwang.watch.intake.models import OPEN, REJECTABLE, ImportBatch, State
from shouwang.watch.intake.operations import comparing
from shouwang.watch.intake.reading.limits import MEGABYTE, limits

QUEUE = "intake"
CHECK_BATCH, MERGE_BATCH = "intake.check_batch", "intake.merge_batch"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Handover:
    """A file that somebody hands over: which list, for which place, true as of which day."""

    list: str
    region_code: str
    path: Path
    file_name: str
    as_of: date
    period: date | None = None


def receive(
    handover: Handover, *, by: Account, at: datetime, queue: bool = True, trusted: bool = False
) -> ImportBatch:
    """Keep the file and queue its check; the same file handed over again shows the open batch.

    `trusted` is the operator at the command line, who needs no duty.
    Raises LayoutUnknown, NotPermitted, WrongDepartment, FileEmpty, FileTooLarge.
    """
    kind = layout(handover.list)
    place = RegionCode(handover.region_code)
    _check_size(handover.path)
    if not trusted:
        check_permission(by, Act.UPLOAD_LISTS, place, timezone.localdate(at))
        check_department(by, kind, place, timezone.localdate(at))
    digest = _digest(handover.path)
    open_one = _open(by, handover, digest)
    if open_one is not None:
        return open_one
    try:
        with transaction.atomic():
            return _create(handover, digest, by=by, at=at, queue=queue)
    except IntegrityError:  # the other click of a double click was first
        found = _open(by, handover, digest)
        if found is None:
            raise
        return found


def _create(
    handover: Handover, digest: str, *, by: Account, at: datetime, queue: bool
) -> ImportBatch:
    batch = ImportBatch.objects.create(
        layout=handover.list,
        region_code=handover.region_code,
        file_name=handover.file_name[-200:],
        sha256=digest,
        size=handover.path.stat().st_size,
        as_of=handover.as_of,
        period=handover.period,
        by=by,
        at=at,
        step="等待检查",
    )
    keeping.keep(batch, handover.path)
    journal.record(
        by=by,
        act="intake.upload",
        subject=batch,
        region=RegionCode(batch.region_code),
        evidence={"layout": batch.layout, "sha256": digest, "bytes": batch.size},
    )
    if queue:
        _defer(CHECK_BATCH, batch)
    return batch


@transaction.atomic
def request_merge(
    number: int, *, by: Account, at: datetime, queue: bool = True, trusted: bool = False
) -> ImportBatch:
    """Queue the merge of a checked batch; asked again while under way, nothing more happens.

    Raises NotPermitted, SamePerson, NotMergeable.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=number)
    if batch.state in {State.ASKED, State.MERGING}:
        return batch
    today = timezone.localdate(at)
    if not trusted:
        check_merge(batch, by, today)
    if batch.state != State.CHECKED:
        raise NotMergeable(state=batch.get_state_display())
    batch.state, batch.merge_asked_by = State.ASKED, by
    batch.percent, batch.step, batch.refusal = 0, "等待合并", ""
    batch.save()
    journal.record(
        by=by,
        act="intake.request_merge",
        subject=batch,
        region=RegionCode(batch.region_code),
        evidence={"digest": batch.digest},
    )
    if queue:
        _defer(MERGE_BATCH, batch)
    return batch


@transaction.atomic
def reject(number: int, *, by: Account, at: datetime, reason: str) -> ImportBatch:
    """Send a batch back, or withdraw one's own; nothing of it was in the registry.

    Raises ReasonMissing, NotPermitted, NotRejectable.
    """
    if not reason.strip():
        raise ReasonMissing
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=number)
    if batch.by_id != by.pk:
        place = RegionCode(batch.region_code)
        check_permission(by, Act.MERGE_LISTS, place, timezone.localdate(at))
    if batch.state not in REJECTABLE:
        raise NotRejectable(state=batch.get_state_display())
    batch.state, batch.reason = State.REJECTED, reason.strip()[:200]
    batch.rejected_by, batch.rejected_at = by, at
    batch.save()
    journal.record(
        by=by,
        act="intake.reject",
        subject=batch,
        region=RegionCode(batch.region_code),
        reason=batch.reason,
    )
    transaction.on_commit(lambda: keeping.clear(batch))
    return batch


@transaction.atomic
def take_back(number: int, *, by: Account, at: datetime) -> ImportBatch:
    """Undo the asking for a merge that has not begun. Raises NotPermitted, NotMergeable."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=number)
    place = RegionCode(batch.region_code)
    check_permission(by, Act.MERGE_LISTS, place, timezone.localdate(at))
    if batch.state != State.ASKED:
        raise NotMergeable(state=batch.get_state_display())
    batch.state, batch.step, batch.percent = State.CHECKED, "检查完成", 100
    batch.merge_asked_by = None
    batch.save()
    journal.record(by=by, act="intake.take_back", subject=batch, region=place)
    return batch


def note_download(batch: ImportBatch, *, by: Account, only: str) -> None:
    """The file as it came holds what its sender wrote in the clear: who took it is on record."""
    journal.record(
        by=by,
        act="intake.download",
        subject=batch,
        region=RegionCode(batch.region_code),
        evidence={"rows": only or "all"},
    )


def check_merge(batch: ImportBatch, by: Account, on: date) -> None:
    """Raise unless the person may merge the batch on the day: asked, and again in the merge."""
    place = RegionCode(batch.region_code)
    check_permission(by, Act.MERGE_LISTS, place, on)
    if by.pk == batch.by_id and comparing.parameter(batch, "import_second_person", on):
        raise SamePerson


def check_permission(by: Account, act: Act, place: RegionCode, on: date) -> None:
    """Raise NotPermitted unless one of the person's duties holds there on the day."""
    if not may(duties_of(by), act, place, on):
        known = regions.names([place.code], on=on)
        verb = "上传" if act is Act.UPLOAD_LISTS else "合并"
        raise NotPermitted(place=known.get(place.code, place.code), act=verb)


def lists_of(by: Account, on: date) -> list[Layout]:
    """The lists that the person's duties hand over: an officer's own, an office's all."""
    kinds = {duty.kind for duty in duties_of(by) if duty.period.contains(on)}
    every = (layout(name) for name in names())
    return [one for one in every if _hands_over(kinds, one)]


def check_department(by: Account, kind: Layout, place: RegionCode, on: date) -> None:
    """Raise WrongDepartment unless one of the person's duties there hands over this list."""
    kinds = {
        duty.kind
        for duty in duties_of(by)
        if duty.period.contains(on) and duty.region.contains(place)
    }
    if not _hands_over(kinds, kind):
        raise WrongDepartment(title=kind.title)


def _hands_over(kinds: set[Kind], kind: Layout) -> bool:
    """The county office brings in whatever it was handed on paper; a township its own ledgers."""
    if Kind.COUNTY_OFFICE in kinds:
        return True
    if kind.department is None:
        return Kind.TOWNSHIP_CLERK in kinds
    return Kind(kind.duty) in kinds & set(OFFICERS)


def _open(by: Account, handover: Handover, digest: str) -> ImportBatch | None:
    return ImportBatch.objects.filter(
        by=by,
        layout=handover.list,
        region_code=handover.region_code,
        sha256=digest,
        state__in=OPEN,
    ).first()


def _check_size(path: Path) -> None:
    size, limit = path.stat().st_size, limits().file
    if size == 0:
        raise FileEmpty
    if size > limit:
        raise FileTooLarge(size=size // MEGABYTE, limit=limit // MEGABYTE)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE), b""):
            found.update(piece)
    return found.hexdigest()


def _defer(task: str, batch: ImportBatch) -> None:
    county = RegionCode(batch.region_code).county
    app.configure_task(task, queue=QUEUE, lock=f"intake:{county}", allow_unknown=True).defer(
        number=batch.pk
    )
