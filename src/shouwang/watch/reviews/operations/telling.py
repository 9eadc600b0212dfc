"""Telling who must act next after a meeting, a notice, an objection; never about whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from shouwang.messaging.operations import tell, tell_counted
from shouwang.people.queries import holders
from shouwang.people.rules import Kind
from shouwang.procedures.models import Case
from shouwang.watch.reviews.models import Notice, NoticeState

NEXT, OBJECTION, POSTED, OVER = "review_next", "review_objection", "notice_posted", "notice_over"


def tell_next(
    numbers: Iterable[UUID], *, by: AbstractBaseUser, at: datetime, what: str, once: str
) -> int:
    """Whoever the cases wait for now learns how many there are; whoever acted knows it already."""
    waiting: defaultdict[tuple[str, str], int] = defaultdict(int)
    open_still = Case.objects.filter(pk__in=list(numbers), finished_on=None).exclude(awaits="")
    for duty, place in open_still.values_list("awaits", "region_code"):
        waiting[duty, place] += 1
    on = timezone.localdate(at)
    return sum(
        tell(
            to=set(holders([duty], place, on)) - {by.pk},
            kind=NEXT,
            text=f"{what}，有 {number} 件等您办理下一步，请按期办理。",
            link=reverse("casework"),
            at=at,
            once=f"{once} {duty}",
        )
        for (duty, place), number in sorted(waiting.items())
    )


def tell_objection(case: Case, *, at: datetime, once: str) -> int:
    """Whoever checks the objection learns that there is one."""
    return tell(
        to=holders([case.awaits], case.region_code, timezone.localdate(at)),
        kind=OBJECTION,
        text="公示收到一件异议，公示时间已停止计算，请按期核查。",
        link=reverse("casework_case", args=[case.pk]),
        at=at,
        once=once,
    )


def tell_posted(notice: Notice, *, at: datetime) -> int:
    """The township learns that a list hangs against which it hears objections."""
    until = f"到 {notice.ends_on} 为止" if notice.ends_on else "已经张贴"
    return tell(
        to=holders([Kind.TOWNSHIP_CLERK.value], notice.region_code, timezone.localdate(at)),
        kind=POSTED,
        text=f"{notice.number}{until}，期间收到异议请登记并核查。",
        link=reverse("notice", args=[notice.pk]),
        at=at,
        once=f"reviews.notice {notice.pk} posted",
    )


@transaction.atomic
def tell_over(*, at: datetime) -> int:
    """Villages learn which of their notices are over and hang still; once a day.

    For the worker, in a scope over everything.
    """
    on = timezone.localdate(at)
    over = Notice.objects.filter(state=NoticeState.POSTED, ends_on__lt=on).order_by()
    counted = over.values_list("region_code").annotate(n=Count("pk"))
    return tell_counted(
        {(Kind.VILLAGE_CADRE.value, place): number for place, number in counted},
        kind=OVER,
        sentence="有 {number} 份公示已经期满，请取下并登记。",
        link=reverse("reviews"),
        at=at,
        once=f"reviews over {on}",
    )
