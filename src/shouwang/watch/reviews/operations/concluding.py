"""Concluding a meeting: every case takes the way that its vote says, or says why not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.operations import Evidence, advance
from shouwang.procedures.queries import declaration_of
from shouwang.procedures.rules import Transition
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.errors import MeetingUnknown
from shouwang.watch.reviews.models import Item, ItemState, Meeting, MeetingState
from shouwang.watch.reviews.operations.meetings import changed
from shouwang.watch.reviews.operations.telling import tell_next
from shouwang.watch.reviews.rules import Attendance


@dataclass(slots=True)
class Concluded:
    """What came of a meeting: cases done by their way, and those refused with the reasons."""

    meeting: Meeting
    done: dict[UUID, str] = field(default_factory=dict)
    refused: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    by: AbstractBaseUser
    at: datetime
    attendance: Attendance
    revisions: Mapping[UUID, int]


@transaction.atomic
def conclude(
    *,
    by: AbstractBaseUser,
    at: datetime,
    meeting: UUID,
    revision: int,
    cases: Mapping[UUID, int] | None = None,
) -> Reading[Concluded]:
    """Take every open case its way; a case that refuses stays open with its reasons.

    `cases` are the revisions of the cases that the person saw; without one, as the case stands. The
    minutes are closed once one case went through. The same once more finds nothing left to do.
    Raises MeetingUnknown.
    """
    if not Meeting.objects.select_for_update().filter(pk=meeting).exists():
        raise MeetingUnknown()
    found = queries.meeting(meeting)
    outcome = Concluded(found, _done_before(found))
    before = set(outcome.done)
    open_items = [one for one in found.items.all() if one.state == ItemState.OPEN]
    if found.state == MeetingState.DROPPED or not open_items:
        return Reading(outcome)
    against = tuple(_against(found, revision, at))
    if against:
        return Reading(None, against)
    asked = _Asked(by, at, queries.attendance_of(found), cases or {})
    # cases are locked in the order of their numbers, by whoever locks many
    for item in sorted(open_items, key=lambda one: one.case_id):
        _take(found, item, asked, outcome)
    if outcome.done:
        _close(found, by=by, at=at)
        _journal(found, outcome, by)
        fresh = outcome.done.keys() - before
        tell_next(fresh, by=by, at=at, what="评议会已办结", once=f"reviews {meeting} {min(fresh)}")
    return Reading(outcome)


@transaction.atomic
def take_off(*, by: AbstractBaseUser, meeting: UUID, case: UUID) -> bool:
    """Take a case that was not decided off the agenda, so that another meeting may have it.

    False when there was nothing to take off. Raises MeetingUnknown.
    """
    found = Meeting.objects.select_for_update().filter(pk=meeting).first()
    if found is None:
        raise MeetingUnknown()
    items = Item.objects.filter(meeting=found, case=case, state=ItemState.OPEN)
    if not items.update(state=ItemState.OFF):
        return False
    journal.record(
        by=by,
        act="reviews.take_off",
        subject=journal.Subject("reviews.meeting", str(meeting)),
        region=RegionCode(found.region_code),
        evidence={"case": str(case)},
    )
    return True


def _done_before(found: Meeting) -> dict[UUID, str]:
    return {one.case_id: one.transition for one in found.items.all() if one.state == ItemState.DONE}


def _against(found: Meeting, revision: int, at: datetime) -> Iterator[Finding]:
    if found.revision != revision:
        yield changed(found)
    names = queries.attendance_of(found).names
    yield from rules.faults_of_roll(names, str(found.chair), str(found.recorder))
    if not str(found.chair) or not str(found.recorder):
        yield Finding("chair_missing", "请填写主持人和记录人。")
    if found.held_on > timezone.localdate(at):
        yield Finding("not_held_yet", f"会议日期是 {found.held_on}，还没有开：开过再办结。")


def _take(found: Meeting, item: Item, asked: _Asked, outcome: Concluded) -> None:
    case, ballot = item.case, queries.ballot_of(found, item)
    faults = tuple(rules.faults_of(asked.attendance, ballot))
    if not faults and found.held_on < case.entered_on:
        faults = (_too_early(found, item),)
    heads = rules.heads_of(asked.attendance, ballot)
    declaration = declaration_of(case.version)
    way = rules.way_of(declaration, case.step, heads) if heads else None
    if faults or way is None:
        outcome.refused[case.pk] = faults or (_moved_on(),)
        return
    taken = advance(
        by=asked.by,
        at=asked.at,
        act_id=uuid5(found.pk, str(case.pk)),
        case=case.pk,
        revision=asked.revisions.get(case.pk, case.revision),
        transition=way.key,
        evidence=_evidence(found, item, way),
        vote=heads,
    )
    if taken.value is None:
        outcome.refused[case.pk] = taken.findings
        return
    outcome.done[case.pk] = way.key
    item.state, item.transition = ItemState.DONE, way.key
    item.save(update_fields=["state", "transition"])


def _evidence(found: Meeting, item: Item, way: Transition) -> list[Evidence]:
    """The minutes under the name that the way gives them, and the photo of the posted notice."""
    evidence = [
        Evidence(kind, f"reviews.meeting:{found.pk}")
        for kind in way.evidence
        if kind in rules.MINUTES
    ]
    photo = queries.photo_of(item.case_id) if rules.PHOTO in way.evidence else None
    if photo is not None:
        evidence.append(Evidence(rules.PHOTO, f"papers.paper:{photo}"))
    return evidence


def _too_early(found: Meeting, item: Item) -> Finding:
    return Finding(
        "held_too_early",
        f"会议日期 {found.held_on} 早于该事项进入评议的 {item.case.entered_on}：请核对会议日期。",
    )


def _moved_on() -> Finding:
    return Finding(
        "not_from_here", "该事项已不在评议环节（可能已撤回或退回）：请移出议程，结果不受影响。"
    )


def _close(found: Meeting, *, by: AbstractBaseUser, at: datetime) -> None:
    if found.state == MeetingState.DRAFT:
        found.state = MeetingState.HELD
        found.concluded_by_id, found.concluded_at = by.pk, at
    found.revision += 1
    found.save(update_fields=["state", "concluded_by", "concluded_at", "revision"])


def _journal(found: Meeting, outcome: Concluded, by: AbstractBaseUser) -> None:
    journal.record(
        by=by,
        act="reviews.conclude",
        subject=journal.Subject("reviews.meeting", str(found.pk)),
        region=RegionCode(found.region_code),
        evidence={
            "done": {str(case): way for case, way in outcome.done.items()},
            "refused": [str(case) for case in outcome.refused],
        },
    )
