"""Making a notice: its list, its number, its days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from shouwang.kernel.findings import Finding, Reading
from shouwang.procedures.models import Case
from shouwang.regions import queries as regions
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.errors import NumberReused
from shouwang.watch.reviews.models import (
    Listed,
    Meeting,
    Notice,
    NoticeKind,
)
from shouwang.watch.reviews.operations.notices import ends_on, note
from shouwang.watch.reviews.queries import Candidate


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice is made of: a village's cases with the kind of reason of each."""

    region_code: str
    cases: Mapping[UUID, str]
    posted_on: date
    where: str
    contact: str
    meeting: UUID | None = None


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
    note(made, "reviews.draft_notice", by, {"lines": len(found)})
    return Reading(made)


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
        ends_on=ends_on(kind, draft.region_code, [one.case for one in found], draft.posted_on),
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
