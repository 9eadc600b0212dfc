"""A notice is posted with a photo and taken down; announcing decides its cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel.findings import Finding, Reading
from shouwang.procedures.operations import Evidence, advance
from shouwang.watch.papers.checking import Ready
from shouwang.watch.papers.errors import PaperAlreadyThere
from shouwang.watch.papers.models import Paper, PaperKind
from shouwang.watch.papers.operations import add_paper
from shouwang.watch.papers.vault import digest
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.errors import NoticeUnknown
from shouwang.watch.reviews.models import (
    Listed,
    Notice,
    NoticeKind,
    NoticeState,
)
from shouwang.watch.reviews.operations.notices import ends_on, note
from shouwang.watch.reviews.operations.telling import tell_next, tell_posted


@dataclass(slots=True)
class Posting:
    """A posted notice; of an announcement the cases that it decided and those refused."""

    notice: Notice
    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)


@transaction.atomic
def post_notice(
    *, by: AbstractBaseUser, at: datetime, notice: UUID, posted_on: date, ready: Ready | None
) -> Reading[Posting]:
    """Say that it hangs, since when, with a photo; an announcement then decides its cases.

    The photo goes into the dossier of every household listed. Once more changes nothing. Raises
    NoticeUnknown.
    """
    if not Notice.objects.select_for_update().filter(pk=notice).exists():
        raise NoticeUnknown()
    found = queries.notice(notice)
    lines = list(found.lines.all())
    if found.state != NoticeState.DRAFT:
        return Reading(Posting(found))
    against = tuple(_against_posting(found, posted_on, ready, at))
    if against:
        return Reading(None, against)
    assert ready is not None, "a notice without a photo was refused"
    _keep_photo(found, lines, ready, by=by, at=at)
    found.state, found.posted_on = NoticeState.POSTED, posted_on
    found.ends_on = ends_on(found.kind, found.region_code, [line.case for line in lines], posted_on)
    found.save(update_fields=["state", "posted_on", "ends_on"])
    posting = Posting(found)
    if found.kind == NoticeKind.ANNOUNCEMENT:
        _announce(found, lines, posting, by=by, at=at)
        tell_next(posting.done, by=by, at=at, what="公告已张贴", once=f"reviews.notice {found.pk}")
    else:
        tell_posted(found, at=at)
    note(found, "reviews.post_notice", by, {"lines": len(lines)})
    return Reading(posting)


@transaction.atomic
def take_down(*, by: AbstractBaseUser, notice: UUID, on: date, reason: str = "") -> Reading[Notice]:
    """Say that it was taken down; its public page then shows nothing. Raises NoticeUnknown."""
    found = Notice.objects.select_for_update().filter(pk=notice).first()
    if found is None:
        raise NoticeUnknown()
    if found.state == NoticeState.DOWN:
        return Reading(found)
    (shown,) = queries.posted([found], on)
    if found.state == NoticeState.DRAFT or on < found.posted_on:
        return Reading(None, (Finding("not_posted", "还没有张贴，不用登记取下。"),))
    if not shown.over and not reason.strip():
        until = f"到 {shown.ends_on} 为止" if shown.ends_on else "还没有期满"
        return Reading(None, (Finding("notice_running", f"公示{until}，提前取下请写明原因。"),))
    found.state, found.taken_down_on = NoticeState.DOWN, on
    found.save(update_fields=["state", "taken_down_on"])
    note(found, "reviews.take_down", by, {}, reason.strip()[:200])
    return Reading(found)


def _against_posting(
    found: Notice, posted_on: date, ready: Ready | None, at: datetime
) -> Iterator[Finding]:
    if posted_on > timezone.localdate(at):
        yield Finding("future", "张贴日期还没有到：贴出以后再登记。")
    if ready is None:
        yield Finding("photo_missing", "请附一张贴好以后的照片，能看清名单和日期。")


def _keep_photo(
    found: Notice,
    lines: Sequence[Listed],
    ready: Ready,
    *,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    numbers = [line.case.subject_id for line in lines]
    homes = {one.number: one for one in Household.objects.filter(number__in=numbers)}
    for line in lines:
        line.photo = _paper(homes[line.case.subject_id], found, ready, by=by, at=at)
    Listed.objects.bulk_update(lines, ["photo"])


def _paper(
    home: Household, found: Notice, ready: Ready, *, by: AbstractBaseUser, at: datetime
) -> Paper:
    try:
        with transaction.atomic():
            return add_paper(
                by=by,
                at=at,
                household=home,
                ready=ready,
                kind=PaperKind.OTHER,
                title=f"{found.number} 张贴照片"[:80],
                taken_on=timezone.localdate(at),
            )
    except PaperAlreadyThere:
        name = digest(ready.file)
        return Paper.objects.filter(sha256=name, removed_at=None, household=home).get()


def _announce(
    found: Notice,
    lines: Sequence[Listed],
    posting: Posting,
    *,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    for line in sorted(lines, key=lambda one: one.case_id):
        declaration = queries.declaration_of(line.case.version)
        way = rules.entering(declaration, line.case.step)
        if way is None or not rules.is_announcing(way):
            moved = Finding("not_from_here", "该事项已不在公告环节：请从纸上划去。")
            posting.refused[line.case_id] = (moved,)
            continue
        taken = advance(
            by=by,
            at=at,
            act_id=uuid5(found.pk, str(line.case_id)),
            case=line.case_id,
            revision=line.case.revision,
            transition=way.key,
            evidence=[
                Evidence(rules.ANNOUNCEMENT, f"reviews.notice:{found.pk}"),
                Evidence(rules.PHOTO, f"papers.paper:{line.photo_id}"),
            ],
        )
        if taken.value is None:
            posting.refused[line.case_id] = taken.findings
        else:
            posting.done.append(line.case_id)
