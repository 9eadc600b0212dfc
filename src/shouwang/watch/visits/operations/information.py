"""A family's authorisation, the question to departments, and their answers."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.messaging.operations import tell
from shouwang.people.models import Duty
from shouwang.people.queries import duties_of, people_scope
from shouwang.policies.queries import current_pack, packaged
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.visits import queries
from shouwang.watch.visits.errors import QuestionUnknown
from shouwang.watch.visits.models import (
    Answer,
    Authorisation,
    HomeVisit,
    InformationCheck,
    InformationQuestion,
)
from shouwang.watch.visits.rules import Signed

MONTHS, DAYS = "authorisation_months", "information_answer_working_days"
QUESTIONS = "information_questions"
LONGEST_NOTE = 300


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
    earlier = Authorisation.objects.filter(pk=number).first()
    if earlier is not None:
        return Reading(earlier)
    found = []
    if not signer.strip():
        found.append(Finding("signer_missing", "请写明授权人姓名"))
    if not ink and paper is None:
        found.append(Finding("unsigned", "请授权人签名，或上传签好的授权书"))
    if signed_on > timezone.localdate(at):
        found.append(Finding("in_the_future", "签署日期不能晚于今天"))
    if found:
        return Reading(None, tuple(found))
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


def _kept(
    number: UUID,
    by: AbstractBaseUser,
    at: datetime,
    household: Household,
    *,
    signed_on: date,
    **given: object,
) -> Authorisation:
    months = _parameter(MONTHS, household.region_code, signed_on)
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
def ask_departments(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    household: Household,
    questions: Iterable[str],
    persons: Iterable[str] = (),
    case: Case | None = None,
) -> Reading[InformationCheck]:
    """Ask departments about a family, or say why not; `number` is made by the client.

    `questions` are codes of `information_questions`; `persons` the numbers of the members asked
    about, none for everybody who lives there. Without an authorisation that holds today nobody is
    asked.
    """
    earlier = InformationCheck.objects.filter(pk=number).first()
    if earlier is not None:
        return Reading(earlier)
    on = timezone.localdate(at)
    asked, known = list(dict.fromkeys(questions)), packaged().codes[QUESTIONS]
    authorisation = queries.valid_authorisation(household, on)
    if authorisation is None:
        return refused("not_authorised", "这户没有有效的信息核对授权：请先请农户签署授权书")
    if not asked or any(one not in known for one in asked):
        return refused("no_question", "请选择要核对的内容")
    whom = _persons(household, persons)
    if not whom:
        return refused("nobody", "请选择要核对的家庭成员")
    days = _parameter(DAYS, household.region_code, on)
    made = InformationCheck.objects.create(
        id=number,
        household=household,
        region_code=household.region_code,
        authorisation=authorisation,
        case=case,
        due_on=add_working_days(on, days, SUPPOSED),
        by_id=by.pk,
        at=at,
    )
    InformationQuestion.objects.bulk_create(
        InformationQuestion(
            check_of=made,
            region_code=made.region_code,
            question=one,
            duty=str(known[one]["duty"]),
            persons=json.dumps(whom, ensure_ascii=False),
            due_on=made.due_on,
        )
        for one in asked
    )
    journal.record(
        by=by,
        act="visits.ask_departments",
        subject=made,
        region=made.region_code,
        evidence={
            "household": household.number,
            "authorisation": str(authorisation.pk),
            "questions": asked,
            "persons": len(whom),
            "due_on": made.due_on,
        },
    )
    _tell(made, {str(known[one]["duty"]) for one in asked}, at)
    return Reading(made)


def _tell(check: InformationCheck, duties: Iterable[str], at: datetime) -> None:
    """Tell the officers of the county who are to answer; never about whom."""
    place = RegionCode.of(RegionCode(check.region_code).county)
    with people_scope((place,)):
        held = Duty.objects.in_force(timezone.localdate(at)).filter(
            kind__in=sorted(duties), region_code=place.code
        )
        officers = sorted(set(held.values_list("account_id", flat=True)))
    tell(
        to=officers,
        kind="notice",
        text=f"有一项信息核对需要您的部门在 {check.due_on} 前答复。",
        link=reverse("information_questions"),
        at=at,
        once=f"visits.informationcheck:{check.pk}",
    )


def _persons(household: Household, numbers: Iterable[str]) -> list[dict[str, str]]:
    rows = Person.objects.filter(household=household, died_on=None, moved_out_on=None)
    wanted = set(numbers)
    if wanted:
        rows = rows.filter(number__in=wanted)
    return [{"name": one.name, "identity": str(one.identity or "")} for one in rows.order_by("pk")]


def _parameter(name: str, region_code: str, on: date) -> int:
    place = RegionCode(region_code)
    return current_pack(place.code).parameters[name].resolve(place.prefix, on).value


@transaction.atomic
def answer_question(
    *, by: AbstractBaseUser, at: datetime, number: int, answer: str, note: str
) -> Reading[InformationQuestion]:
    """Answer for one's department, once. Raises QuestionUnknown for what is not one's to answer."""
    rows = InformationQuestion.objects.select_for_update(of=("self",))
    asked = rows.filter(pk=number).first()
    if asked is None or not _may_answer(by, asked, timezone.localdate(at)):
        raise QuestionUnknown()
    if asked.answer:
        same = (asked.answer, asked.answered_by_id) == (answer, by.pk)
        told = "这项核对已经答复：需要更正请与县级办公室联系"
        return Reading(asked) if same else refused("answered_already", told)
    if answer not in Answer.values:
        return refused("no_answer", "请选择核对结果")
    if answer != Answer.NOTHING and not note.strip():
        return refused("note_missing", "请写明查到的情况，或无法核对的原因")
    if len(note.strip()) > LONGEST_NOTE:
        return refused("note_too_long", f"说明最多 {LONGEST_NOTE} 个字")
    asked.answer, asked.note = answer, note.strip() or None
    asked.answered_by_id, asked.answered_at = by.pk, at
    asked.save(update_fields=["answer", "note", "answered_by", "answered_at"])
    journal.record(
        by=by,
        act="visits.answer_question",
        subject=asked,
        region=asked.region_code,
        evidence={
            "check": str(asked.check_of_id),
            "question": asked.question,
            "in_time": timezone.localdate(at) <= asked.due_on,
        },
    )
    return Reading(asked)


def _may_answer(by: AbstractBaseUser, asked: InformationQuestion, on: date) -> bool:
    place = RegionCode(asked.region_code)
    return any(
        duty.kind == asked.duty and duty.period.contains(on) and duty.region.contains(place)
        for duty in duties_of(by)  # type: ignore[arg-type]
    )
