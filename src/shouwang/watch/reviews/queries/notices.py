"""Notices with their lists and the days they still stand; what a visitor may read of one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.procedures.rules import Declaration
from shouwang.watch.reviews import rules
from shouwang.watch.reviews.errors import NoticeUnknown
from shouwang.watch.reviews.models import (
    Desk,
    Item,
    ItemState,
    Listed,
    Meeting,
    Notice,
    NoticeKind,
    NoticeState,
)
from shouwang.watch.reviews.queries.agenda import standing_where
from shouwang.watch.reviews.queries.meetings import attendance_of, ballot_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice as lists show it: until when by its cases, how many lines still stand."""

    notice: Notice
    ends_on: date | None
    left: int | None  # days, today included; None where no end is known
    standing: int
    over: bool
    late: bool = False  # the paper says an earlier end than the cases do


def notice(number: UUID) -> Notice:
    """A notice in the scope with its lines. Raises NoticeUnknown."""
    lines = Listed.objects.select_related("case__version", "photo").order_by("sequence")
    found = (
        Notice.objects.select_related("by", "meeting")
        .prefetch_related(Prefetch("lines", lines))
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise NoticeUnknown()
    return found


def notices(place: RegionCode, *, kind: str = "", state: str = "") -> QuerySet[Notice]:
    """Notices of a place, the newest first."""
    prefix = place.prefix
    found = Notice.objects.filter(
        region_code__gte=prefix.ljust(12, "0"), region_code__lte=prefix.ljust(12, "9")
    )
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    return found.annotate(count=Count("lines")).order_by("-posted_on", "id")


def posted(found: Iterable[Notice], on: date) -> list[Posted]:
    """The notices with their days, as their cases say; one statement."""
    found = list(found)
    cases: dict[UUID, list[Case]] = defaultdict(list)
    lines = Listed.objects.filter(notice__in=found).select_related("case")
    for line in lines.order_by("notice_id", "sequence"):
        cases[line.notice_id].append(line.case)
    return [_posted(one, cases[one.pk], on) for one in found]


def _posted(one: Notice, cases: Sequence[Case], on: date) -> Posted:
    if one.kind == NoticeKind.ANNOUNCEMENT or one.state != NoticeState.POSTED:
        return _as_written(one, len(cases), on)
    standing = [case for case in cases if case.step == one.step]
    if not standing:
        return Posted(one, one.ends_on, 0, 0, over=True)
    if any(case.ripe_on is None for case in standing):
        return Posted(one, None, None, len(standing), over=False)
    end = max(case.ripe_on - _DAY for case in standing if case.ripe_on)
    left = rules.days_left(end, on)
    late = one.ends_on is not None and one.ends_on < end
    return Posted(one, end, left, len(standing), over=left == 0, late=late)


def _as_written(one: Notice, lines: int, on: date) -> Posted:
    if one.ends_on is None:
        return Posted(one, None, None, lines, over=one.state == NoticeState.DOWN)
    left = rules.days_left(one.ends_on, on) if one.state != NoticeState.DOWN else 0
    return Posted(one, one.ends_on, left, lines, over=left == 0)


def enterable(place: RegionCode) -> list[Case]:
    """Cases of a village that enter a notice or announcement by a way without a vote."""

    def fits(declaration: Declaration, step: str) -> bool:
        if declaration.steps[step].notice is not None:
            return True
        way = rules.entering(declaration, step)
        return way is not None and way.votes is None

    listed = Listed.objects.exclude(notice__state=NoticeState.DOWN)
    cases = standing_where(place, fits).order_by("procedure", "step", "id")
    taken = set(listed.filter(case__in=cases).values_list("case_id", "notice__step"))
    return [one for one in cases if (one.pk, shown_step(one)) not in taken]


def shown_step(case: Case) -> str:
    """The step by which the next notice of a case is known."""
    return rules.shown_step(declaration_of(case.version), case.step)


def to_list(meeting: Meeting) -> list[Item]:
    """Cases of a meeting that their vote carries into a notice, and that no notice shows yet."""
    roll = attendance_of(meeting)
    found = []
    for item in meeting.items.all():
        heads = rules.heads_of(roll, ballot_of(meeting, item))
        declaration = declaration_of(item.case.version)
        if item.state != ItemState.OPEN or heads is None:
            continue
        way = rules.way_of(declaration, item.case.step, heads)
        if way is not None and declaration.steps[way.leads_to(item.case.step)].notice is not None:
            found.append(item)
    standing = Listed.objects.exclude(notice__state=NoticeState.DOWN)
    shown = set(
        standing.filter(case__in=[one.case_id for one in found]).values_list(
            "case_id", "notice__step"
        )
    )
    return [one for one in found if (one.case_id, shown_step(one.case)) not in shown]


def photo_of(case: UUID) -> int | None:
    """The photo of the latest posted notice with the case; None where none was posted."""
    found = Listed.objects.filter(case=case, photo__isnull=False)
    found = found.exclude(notice__state=NoticeState.DRAFT)
    return found.order_by("-notice__at", "-id").values_list("photo_id", flat=True).first()


def desk_of(region_code: str) -> Desk | None:
    """Where objections of a village are heard: its township's desk, else its county's."""
    place = RegionCode(region_code)
    above = [RegionCode.of(place.prefix[:digits]).code for digits in (9, 6)]
    found = {one.region_code: one for one in Desk.objects.filter(region_code__in=above)}
    return next((found[code] for code in above if code in found), None)


def desks(codes: Iterable[str]) -> dict[str, Desk]:
    """The desks of places by code."""
    return {one.region_code: one for one in Desk.objects.filter(region_code__in=list(codes))}


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """What anybody may read: never more than name, group and kind of reason."""

    kind: str
    number: str
    matter: str
    village: str
    where: str
    contact: str
    posted_on: date
    ends_on: date | None
    lines: tuple[tuple[str, str, str], ...]


_PUBLIC = "SELECT * FROM public.reviews_public_notice(%s, %s)"


def public_notice(code: str, on: date) -> PublicNotice | None:
    """A posted notice by the code on its paper, without a scope; lines only while they stand."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLIC, [code, on])
        rows = cursor.fetchall()
    if not rows:
        return None
    kind, number, matter, village, where, contact, posted_on, ends_on = rows[0][:8]
    lines = tuple((name, group, reason) for *_, name, group, reason in rows if name is not None)
    return PublicNotice(kind, number, matter, village, where, contact, posted_on, ends_on, lines)
