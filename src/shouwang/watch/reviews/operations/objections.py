"""Recording an objection: it becomes evidence, and the case takes the way on which it is heard."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence, advance
from shouwang.procedures.queries import declaration_of
from shouwang.watch.reviews import rules
from shouwang.watch.reviews.models import Listed, NoticeState, Objection
from shouwang.watch.reviews.operations.telling import tell_objection

# The words themselves are personal and stay encrypted beside the case.
REASON = "公示期间收到异议，内容见异议登记"


@transaction.atomic
def record_objection(
    *,
    by: AbstractBaseUser,
    at: datetime,
    objection: UUID,
    case: Case,
    revision: int,
    said_on: date,
    words: str,
    objector: str = "",
) -> Reading[Case]:
    """Write down what was said against a name and stop the notice's clock, or say why not.

    `objector` may stay empty. The same number once more changes nothing.
    """
    if Objection.objects.filter(pk=objection).exists():
        return Reading(Case.objects.get(pk=case.pk))
    way = rules.objecting(declaration_of(case.version), case.step)
    if way is None:
        return refused("not_on_notice", "该事项不在公示期，不能登记异议：可以申诉或按信访办理。")
    if said_on > timezone.localdate(at) or said_on < case.entered_on:
        return Reading(None, (_wrong_day(case),))
    taken = advance(
        by=by,
        at=at,
        act_id=objection,
        case=case.pk,
        revision=revision,
        transition=way.key,
        reason=REASON,
        evidence=[Evidence(rules.OBJECTION, f"reviews.objection:{objection}")],
    )
    if taken.value is None:
        return taken
    listed = Listed.objects.filter(case=case, notice__state=NoticeState.POSTED)
    Objection.objects.create(
        id=objection,
        case=case,
        notice_id=listed.order_by("-id").values_list("notice_id", flat=True).first(),
        region_code=case.region_code,
        said_on=said_on,
        objector=objector.strip() or None,
        words=words.strip(),
        by_id=by.pk,
        at=at,
    )
    tell_objection(taken.value, at=at, once=f"reviews.objection {objection}")
    return taken


def _wrong_day(case: Case) -> Finding:
    return Finding("wrong_day", f"提出日期应在 {case.entered_on} 公示以后、今天以前。")
