"""Writing down a meeting: roll, agenda and votes, as often as needed until it is concluded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.watch.reviews import rules
from shouwang.watch.reviews.errors import MeetingUnknown, NumberReused
from shouwang.watch.reviews.models import (
    Item,
    ItemState,
    Meeting,
    MeetingState,
    Recusal,
    Representative,
)
from shouwang.watch.reviews.rules import Attendance, Ballot


@dataclass(frozen=True, slots=True)
class Put:
    """One case put to the vote, as it was written down."""

    case: UUID
    ballot: Ballot
    objections: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that is written down of a meeting."""

    region_code: str
    kind: str
    held_on: date
    place: str
    chair: str
    recorder: str
    attendance: Attendance
    items: tuple[Put, ...]


@transaction.atomic
def save_meeting(
    *, by: AbstractBaseUser, at: datetime, meeting: UUID, revision: int, minutes: Minutes
) -> Reading[Meeting]:
    """Keep the minutes as they stand, half filled in or whole; `revision` is the one seen, 0 anew.

    The same beginning once more gives the meeting that it made. Raises MeetingUnknown,
    NumberReused.
    """
    found = Meeting.objects.select_for_update().filter(pk=meeting).first()
    if found is None and revision:
        raise MeetingUnknown()
    if found is not None and not revision:
        if found.region_code != minutes.region_code:
            raise NumberReused()
        return Reading(found)
    against = (*_against_saving(found, revision), *_against(meeting, minutes))
    if against:
        return Reading(None, against)
    try:
        with transaction.atomic():
            saved = _write(found, by, at, meeting, minutes)
    except IntegrityError as error:
        if "item_on_one_agenda" not in str(error):
            raise
        return Reading(None, (_on_two_agendas("有事项"),))
    journal.record(
        by=by,
        act="reviews.save_meeting",
        subject=journal.Subject("reviews.meeting", str(meeting)),
        region=RegionCode(saved.region_code),
        evidence={
            "revision": saved.revision,
            "members": minutes.attendance.members,
            "present": len(minutes.attendance.present),
            "cases": [str(one.case) for one in minutes.items],
        },
    )
    return Reading(saved)


@transaction.atomic
def drop_meeting(
    *, by: AbstractBaseUser, at: datetime, meeting: UUID, reason: str
) -> Reading[Meeting]:
    """Cancel a meeting of which nothing was decided; its cases may go on another agenda.

    Once more changes nothing. Raises MeetingUnknown.
    """
    found = Meeting.objects.select_for_update().filter(pk=meeting).first()
    if found is None:
        raise MeetingUnknown()
    if found.state == MeetingState.DROPPED:
        return Reading(found)
    if found.state != MeetingState.DRAFT:
        return Reading(None, (_closed(found),))
    found.state, found.revision = MeetingState.DROPPED, found.revision + 1
    found.save(update_fields=["state", "revision"])
    Item.objects.filter(meeting=found, state=ItemState.OPEN).update(state=ItemState.OFF)
    journal.record(
        by=by,
        act="reviews.drop_meeting",
        subject=journal.Subject("reviews.meeting", str(meeting)),
        region=RegionCode(found.region_code),
        reason=reason.strip()[:200],
    )
    return Reading(found)


def changed(found: Meeting) -> Finding:
    """Somebody else saved since it was opened."""
    return Finding(
        "changed_meanwhile",
        f"您打开以后，{found.by}或另一位记录人已保存过这次会议：请核对最新内容后再保存，"
        "您填写的仍在下面。",
    )


def _closed(found: Meeting) -> Finding:
    what = MeetingState(found.state).label
    return Finding("meeting_closed", f"这次会议{what}，记录不能再改。")


def _against_saving(found: Meeting | None, revision: int) -> Iterator[Finding]:
    if found is None:
        return
    if found.state != MeetingState.DRAFT:
        yield _closed(found)
    elif found.revision != revision:
        yield changed(found)


def _against(meeting: UUID, minutes: Minutes) -> Iterator[Finding]:
    names = minutes.attendance.names
    for finding in rules.faults_of_roll(names, minutes.chair, minutes.recorder):
        if finding.code != "roll_empty":
            yield finding
    if not minutes.items:
        yield Finding("agenda_empty", "议程里还没有事项：请至少勾选一件。")
    yield from _against_cases(meeting, minutes)
    for one in minutes.items:
        strangers = sorted(set(one.ballot.recused) - set(names))
        if strangers:
            yield Finding("recusal", f"回避人员{'、'.join(strangers)}不在代表名单里：请更正。")


def _against_cases(meeting: UUID, minutes: Minutes) -> Iterator[Finding]:
    wanted = {one.case for one in minutes.items}
    cases = Case.objects.filter(pk__in=wanted, region_code=minutes.region_code)
    known = {one.pk: one for one in cases.select_related("version")}
    if len(known) < len(wanted):
        yield Finding("not_for_review", "议程里有的事项不在这个村，或您看不到：请刷新后重选。")
    for one in known.values():
        declaration = declaration_of(one.version)
        kind = rules.kind_of_meeting(declaration, one.step)
        if kind != minutes.kind and not _kept(meeting, one.pk):
            yield Finding(
                "not_for_review", f"“{one.version.title}”现在不需要这种评议会：请移出议程。"
            )
    others = Item.objects.filter(case__in=wanted, state=ItemState.OPEN).exclude(meeting=meeting)
    for item in others.select_related("meeting", "case__version"):
        day = f"{item.meeting.held_on:%m月%d日}"
        yield _on_two_agendas(f"“{item.case.version.title}”{day}的会议里有一件")


def _kept(meeting: UUID, case: UUID) -> bool:
    """Whether the case stood on this agenda already: what moved on meanwhile is said when asked."""
    return Item.objects.filter(meeting=meeting, case=case).exists()


def _on_two_agendas(what: str) -> Finding:
    return Finding("on_two_agendas", f"{what}已经列入另一次会议的议程：请从其中一次移出后再保存。")


def _write(
    found: Meeting | None, by: AbstractBaseUser, at: datetime, number: UUID, minutes: Minutes
) -> Meeting:
    saved = found or Meeting(
        id=number, region_code=minutes.region_code, kind=minutes.kind, at=at, revision=0
    )
    saved.revision += 1
    saved.held_on, saved.place = minutes.held_on, minutes.place
    saved.chair, saved.recorder, saved.by_id = minutes.chair, minutes.recorder, by.pk
    saved.save(force_insert=found is None)
    Recusal.objects.filter(item__meeting=number).delete()
    Item.objects.filter(meeting=number).delete()
    Representative.objects.filter(meeting=number).delete()
    roll = _write_roll(saved, minutes.attendance)
    _write_items(saved, minutes.items, roll)
    return saved


def _write_roll(meeting: Meeting, attendance: Attendance) -> dict[str, Representative]:
    rows = Representative.objects.bulk_create(
        Representative(
            meeting=meeting,
            region_code=meeting.region_code,
            sequence=at,
            name=name,
            present=name in attendance.present,
        )
        for at, name in enumerate(attendance.names, start=1)
    )
    return {str(one.name): one for one in rows}


def _write_items(meeting: Meeting, items: Sequence[Put], roll: dict[str, Representative]) -> None:
    place = meeting.region_code
    rows = Item.objects.bulk_create(
        Item(
            meeting=meeting,
            region_code=place,
            case_id=one.case,
            sequence=at,
            agree=one.ballot.agree,
            against=one.ballot.against,
            abstain=one.ballot.abstain,
            chair=one.ballot.chair or None,
            objections=one.objections or None,
            reason=one.reason,
        )
        for at, one in enumerate(items, start=1)
    )
    Recusal.objects.bulk_create(
        Recusal(item=row, region_code=place, representative=roll[name], reason=why)
        for row, one in zip(rows, items, strict=True)
        for name, why in one.ballot.recused.items()
    )
