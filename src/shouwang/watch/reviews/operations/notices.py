"""Notices: made with a number, posted with a photo, taken down; announcing decides their cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence, advance
from shouwang.procedures.queries import history_of
from shouwang.regions import queries as regions
from shouwang.watch.papers.checking import Ready
from shouwang.watch.papers.errors import PaperAlreadyThere
from shouwang.watch.papers.models import Paper, PaperKind
from shouwang.watch.papers.operations import add_paper
from shouwang.watch.papers.vault import digest
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.errors import NoticeUnknown, NumberReused
from shouwang.watch.reviews.models import (
    Desk,
    Listed,
    Meeting,
    Notice,
    NoticeKind,
    NoticeState,
)
from shouwang.watch.reviews.queries import Candidate

ANNOUNCED = "announcement_days"


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice is made of: a village's cases with the kind of reason of each."""

    region_code: str
    cases: Mapping[UUID, str]
    posted_on: date
    where: str
    contact: str
    meeting: UUID | None = None


@dataclass(slots=True)
class Posting:
    """A posted notice; of an announcement the cases that it decided and those refused."""

    notice: Notice
    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)


@transaction.atomic
def draft_notice(
    *, by: AbstractBaseUser, at: datetime, notice: UUID, draft: NoticeDraft
) -> Reading[Notice]:
    """Give a list its number, days and code, ready to be printed and posted.

    The same once more gives the notice that it made. Raises NumberReused.
    """
    known = Notice.objects.filter(pk=notice).first()
    if known is not None:
        if known.region_code != draft.region_code:
            raise NumberReused()
        return Reading(known)
    cases = Case.objects.filter(pk__in=draft.cases, region_code=draft.region_code)
    found = queries.as_candidates(list(cases.select_related("version").order_by("id")))
    against = tuple(_against(draft, found))
    if against:
        return Reading(None, against)
    made = _made(by, at, notice, draft, found)
    _write_lines(made, draft, found)
    _journal(made, "reviews.draft_notice", by, {"lines": len(found)})
    return Reading(made)


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
    found.ends_on = _ends_on(
        found.kind, found.region_code, [line.case for line in lines], posted_on
    )
    found.save(update_fields=["state", "posted_on", "ends_on"])
    posting = Posting(found)
    if found.kind == NoticeKind.ANNOUNCEMENT:
        _announce(found, lines, posting, by=by, at=at)
    _journal(found, "reviews.post_notice", by, {"lines": len(lines)})
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
    _journal(found, "reviews.take_down", by, {}, reason.strip()[:200])
    return Reading(found)


@transaction.atomic
def enter_desk(
    *, by: AbstractBaseUser, at: datetime, region_code: str, office: str, telephone: str
) -> Desk:
    """Where a township or county hears objections, printed on every notice from now on."""
    place = RegionCode(region_code)
    desk, _ = Desk.objects.update_or_create(
        region_code=place.code,
        defaults={"office": office, "telephone": telephone, "by_id": by.pk, "at": at},
    )
    journal.record(by=by, act="reviews.enter_desk", subject=desk, region=place)
    return desk


def _against(draft: NoticeDraft, found: Sequence[Candidate]) -> Iterator[Finding]:
    if not draft.cases:
        yield Finding("list_empty", "名单里还没有人：请至少勾选一户。")
        return
    if len(found) < len(draft.cases):
        yield Finding("not_here", "有的事项不在这个村，或您看不到：请刷新后重选。")
    steps = {(one.case.procedure, queries.shown_step(one.case)) for one in found}
    if any(not step for _, step in steps):
        yield Finding("no_notice", "有的事项现在不需要公示或公告：请刷新后重选。")
    elif len(steps) > 1:
        yield Finding("mixed", "一份公示只列同一种事项：请分开来做。")
    if not draft.contact.strip():
        yield Finding("contact_missing", "请写明异议向谁提、电话多少。")
    for one in found:
        if one.household is None:
            yield Finding("no_household", "名单里有的事项不属于任何一户，不能公示。")


def _made(
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    draft: NoticeDraft,
    found: Sequence[Candidate],
) -> Notice:
    first = found[0]
    way = rules.entering(first.declaration, first.case.step)
    announcing = way is not None and rules.is_announcing(way)
    kind = NoticeKind.ANNOUNCEMENT if announcing else NoticeKind.NOTICE
    year, serial = draft.posted_on.year, _next_serial(draft, kind)
    village = _village(draft.region_code, timezone.localdate(at))
    label = "公告" if announcing else "公示"  # papers are in Chinese whatever the page is in
    if draft.meeting and not Meeting.objects.filter(pk=draft.meeting).exists():
        draft = replace(draft, meeting=None)
    return Notice.objects.create(
        id=number,
        region_code=draft.region_code,
        kind=kind,
        procedure=first.case.procedure,
        matter=_matter(first, announcing=announcing),
        step=queries.shown_step(first.case),
        meeting_id=draft.meeting,
        year=year,
        serial=serial,
        number=rules.number_of(village, label, year, serial),
        village=village,
        posted_on=draft.posted_on,
        ends_on=_ends_on(kind, draft.region_code, [one.case for one in found], draft.posted_on),
        where=draft.where,
        contact=draft.contact.strip(),
        code=rules.new_code(),
        by_id=by.pk,
        at=at,
    )


def _matter(one: Candidate, *, announcing: bool) -> str:
    written = queries.words("announced_matters" if announcing else "notice_matters")
    return written.get(one.case.procedure) or one.matter


def _next_serial(draft: NoticeDraft, kind: str) -> int:
    """The next number of village, kind and year; whoever else numbers waits until the end."""
    key = f"notice {draft.region_code} {kind} {draft.posted_on.year}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    found = Notice.objects.filter(
        region_code=draft.region_code, kind=kind, year=draft.posted_on.year
    )
    return int(found.aggregate(last=Max("serial"))["last"] or 0) + 1


def _village(region_code: str, on: date) -> str:
    named = regions.divisions_on(on).filter(code=region_code).values_list("name", flat=True)
    name = str(named.first() or region_code)
    for body in ("居民委员会", "居委会", "民委员会", "委会"):
        if name.endswith(body):
            return name.removesuffix(body)
    return name


def _ends_on(kind: str, region_code: str, cases: Sequence[Case], posted_on: date) -> date | None:
    """The last day on the paper: of a notice by its cases, of an announcement by the county."""
    if kind == NoticeKind.ANNOUNCEMENT:
        days = current_pack(region_code).resolve(ANNOUNCED, region_code, posted_on).value
        return posted_on + timedelta(days=days - 1)
    ends = [_last_day(case, posted_on) for case in cases]
    return max(end for end in ends if end) if ends and all(ends) else None


def _last_day(case: Case, posted_on: date) -> date | None:
    if case.ripe_on is not None:
        return max(case.ripe_on - timedelta(days=1), posted_on)
    declaration = queries.declaration_of(case.version)
    way = rules.entering(declaration, case.step)
    return rules.last_day(declaration, history_of(case), way, posted_on) if way else None


def _write_lines(made: Notice, draft: NoticeDraft, found: Sequence[Candidate]) -> None:
    reasons = queries.words("review_reasons")
    homes = sorted(
        ((one, one.household) for one in found if one.household),
        key=lambda pair: (pair[1].group, pair[1].number),
    )
    Listed.objects.bulk_create(
        Listed(
            notice=made,
            region_code=made.region_code,
            case=one.case,
            sequence=at,
            name=home.head_name,
            group=home.group,
            reason=reasons.get(draft.cases[one.case.pk]) or _usual(one.case, reasons),
        )
        for at, (one, home) in enumerate(homes, start=1)
    )


def _usual(case: Case, reasons: Mapping[str, str]) -> str:
    """The kind of reason that a procedure has where nobody chose one."""
    return reasons[queries.usual_reason(case.procedure)]


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


def _journal(
    found: Notice,
    act: str,
    by: AbstractBaseUser,
    evidence: Mapping[str, object],
    reason: str = "",
) -> None:
    journal.record(
        by=by,
        act=act,
        subject=journal.Subject("reviews.notice", str(found.pk)),
        region=RegionCode(found.region_code),
        reason=reason,
        evidence={"number": found.number, "kind": found.kind, **evidence},
    )
