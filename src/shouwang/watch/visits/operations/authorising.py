"""A family's authorisation: signed at a visit or by itself, and taken back."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.periods import add_months
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.errors import AuthorisationUnknown
from shouwang.watch.visits.models import (
    Answer,
    Authorisation,
    HomeVisit,
    InformationQuestion,
    Withdrawal,
)
from shouwang.watch.visits.operations.single import one_at_a_time
from shouwang.watch.visits.policy import parameter
from shouwang.watch.visits.rules import Signed

MONTHS = "authorisation_months"


def keep_authorisation(
    *, by: AbstractBaseUser, at: datetime, visit: HomeVisit, signed: Signed
) -> Authorisation:
    """The authorisation that was signed at a visit; its id follows from the visit's."""
    return _kept(
        uuid5(visit.pk, "authorisation"),
        by,
        at,
        visit.household,
        signed_on=visit.visited_on,
        signer=signed.name,
        ink=signed.ink.path,
        visit=visit,
        case_id=visit.case_id,
    )


@transaction.atomic
def authorise(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    household: Household,
    signer: str,
    signed_on: date,
    paper: Paper | None = None,
    ink: str = "",
    case: Case | None = None,
) -> Reading[Authorisation]:
    """Record an authorisation signed on the glass or on paper; `number` is made by the client."""
    one_at_a_time(number)
    earlier = Authorisation.objects.filter(pk=number).first()
    if earlier is not None:
        return Reading(earlier)
    found = _against(signer, signed_on, is_signed=bool(ink) or paper is not None, at=at)
    if found:
        return Reading(None, found)
    return Reading(
        _kept(
            number,
            by,
            at,
            household,
            signed_on=signed_on,
            signer=signer.strip(),
            ink=ink or None,
            paper=paper,
            case_id=case.pk if case else None,
        )
    )


def _against(signer: str, signed_on: date, *, is_signed: bool, at: datetime) -> tuple[Finding, ...]:
    found = []
    if not signer.strip():
        found.append(Finding("signer_missing", "请写明授权人姓名"))
    if not is_signed:
        found.append(Finding("unsigned", "请授权人签名，或上传签好的授权书"))
    if signed_on > timezone.localdate(at):
        found.append(Finding("in_the_future", "签署日期不能晚于今天"))
    return tuple(found)


def _kept(
    number: UUID,
    by: AbstractBaseUser,
    at: datetime,
    household: Household,
    *,
    signed_on: date,
    **given: object,
) -> Authorisation:
    months = parameter(MONTHS, household.region_code, signed_on)
    made = Authorisation.objects.create(
        id=number,
        household=household,
        region_code=household.region_code,
        signed_on=signed_on,
        ends_on=add_months(signed_on, months + 1),  # to the end of its last month
        by_id=by.pk,
        at=at,
        **given,
    )
    journal.record(
        by=by,
        act="visits.authorise",
        subject=made,
        region=made.region_code,
        evidence={"household": household.number, "ends_on": made.ends_on},
    )
    return made


@transaction.atomic
def withdraw(
    *, by: AbstractBaseUser, at: datetime, number: UUID, withdrawn_on: date, reason: str = ""
) -> Reading[Withdrawal]:
    """Take an authorisation back from a day on; what was asked and not answered is closed.

    Once: a second call gives the first withdrawal. Raises AuthorisationUnknown.
    """
    one_at_a_time(number)
    given = Authorisation.objects.select_related("household").filter(pk=number).first()
    if given is None:
        raise AuthorisationUnknown()
    earlier = Withdrawal.objects.filter(authorisation=given).first()
    if earlier is not None:
        return Reading(earlier)
    if not given.signed_on <= withdrawn_on <= timezone.localdate(at):
        return refused("withdrawn_when", "撤回日期不能早于签署日期，也不能晚于今天")
    made = Withdrawal.objects.create(
        authorisation=given,
        region_code=given.region_code,
        withdrawn_on=withdrawn_on,
        reason=reason.strip() or None,
        by_id=by.pk,
        at=at,
    )
    closed = _close_questions(by, at, given)
    journal.record(
        by=by,
        act="visits.withdraw_authorisation",
        subject=given,
        region=given.region_code,
        evidence={
            "household": given.household.number,
            "withdrawn_on": withdrawn_on,
            "closed": closed,
        },
    )
    return Reading(made)


def _close_questions(by: AbstractBaseUser, at: datetime, given: Authorisation) -> int:
    """Nobody may look further: what waits for an answer is closed as not answerable."""
    waiting = InformationQuestion.objects.filter(check_of__authorisation=given, answer="")
    return waiting.update(
        answer=Answer.UNABLE, note="农户已撤回授权", answered_by_id=by.pk, answered_at=at
    )
