"""A request to correct: taken in, answered by a day, visible to the household."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.policies.queries import current_pack
from shouwang.watch.privacy.errors import AlreadyAnswered, AnswerMissing, RequestUnknown
from shouwang.watch.privacy.models import Channel, CorrectionRequest, RequestState
from shouwang.watch.registry.models import Household, Person

ANSWER_DAYS = "correction_answer_working_days"
HOUSEHOLD = journal.Actor("visitor", "农户本人")


@transaction.atomic
def request_correction(
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    household: Household,
    what: str,
    should_be: str,
    evidence: str,
    person: Person | None = None,
) -> CorrectionRequest:
    """Take a request in; `by` is the clerk at the counter, None the household itself."""
    on = timezone.localdate(at)
    place = RegionCode(household.region_code)
    parameter = current_pack(place.code).parameters[ANSWER_DAYS]
    made = CorrectionRequest.objects.create(
        household=household,
        region_code=household.region_code,
        person=person,
        what=what.strip()[:60],
        should_be=should_be.strip(),
        evidence=evidence.strip(),
        channel=Channel.COUNTER if by else Channel.SELF,
        by_id=by.pk if by else None,
        at=at,
        due_on=add_working_days(on, parameter.resolve(place.prefix, on).value, SUPPOSED),
    )
    journal.record(
        by=by or HOUSEHOLD,
        act="privacy.request_correction",
        subject=made,
        region=place,
        evidence={"household": household.number, "due_on": made.due_on},
    )
    return made


@transaction.atomic
def answer(
    *, by: AbstractBaseUser, at: datetime, number: int, accepted: bool, words: str
) -> CorrectionRequest:
    """Answer a request. Raises RequestUnknown, AlreadyAnswered, AnswerMissing."""
    if not words.strip():
        raise AnswerMissing
    request = _open(number)
    request.state = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    request.answer, request.answered_by_id, request.answered_at = words.strip()[:400], by.pk, at
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    journal.record(
        by=by,
        act="privacy.answer_correction",
        subject=request,
        region=request.region_code,
        evidence={"state": request.state, "in_time": timezone.localdate(at) <= request.due_on},
    )
    return request


@transaction.atomic
def withdraw(*, by: AbstractBaseUser | None, at: datetime, number: int) -> CorrectionRequest:
    """The household takes its request back. Raises RequestUnknown, AlreadyAnswered."""
    request = _open(number)
    request.state, request.answered_at = RequestState.WITHDRAWN, at
    request.save(update_fields=["state", "answered_at"])
    journal.record(
        by=by or HOUSEHOLD,
        act="privacy.withdraw_correction",
        subject=request,
        region=request.region_code,
    )
    return request


def _open(number: int) -> CorrectionRequest:
    found = CorrectionRequest.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if found is None:
        raise RequestUnknown(number=number)
    if found.state != RequestState.OPEN:
        who = f" {found.answered_by}" if found.answered_by else "申请人"
        raise AlreadyAnswered(who=who, on=timezone.localdate(found.answered_at))
    return found
