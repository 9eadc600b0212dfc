"""The question to departments about a family that authorised it, and their answers."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.messaging.operations import tell
from shouwang.people.queries import duties_of, holders
from shouwang.policies.queries import packaged
from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.visits import queries
from shouwang.watch.visits.errors import QuestionUnknown
from shouwang.watch.visits.models import (
    Answer,
    Authorisation,
    InformationCheck,
    InformationQuestion,
)
from shouwang.watch.visits.operations.single import one_at_a_time
from shouwang.watch.visits.policy import parameter

DAYS = "information_answer_working_days"
QUESTIONS = "information_questions"
LONGEST_NOTE = 300


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
    asked. Sent twice, even at once, they are asked once.
    """
    one_at_a_time(number)
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
    duties = {one: str(known[one]["duty"]) for one in asked}
    made = _written(by, at, number, authorisation, duties, whom, case)
    _journal(by, made, asked, len(whom))
    _tell(made, duties.values(), at)
    return Reading(made)


def _written(
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    authorisation: Authorisation,
    duties: Mapping[str, str],
    whom: list[dict[str, str]],
    case: Case | None,
) -> InformationCheck:
    """The check with a question for each code, to the duty that answers it."""
    place, on = authorisation.region_code, timezone.localdate(at)
    made = InformationCheck.objects.create(
        id=number,
        household_id=authorisation.household_id,
        region_code=place,
        authorisation=authorisation,
        case=case,
        due_on=add_working_days(on, parameter(DAYS, place, on), SUPPOSED),
        by_id=by.pk,
        at=at,
    )
    persons = json.dumps(whom, ensure_ascii=False)
    InformationQuestion.objects.bulk_create(
        InformationQuestion(
            check_of=made,
            region_code=place,
            question=one,
            duty=duty,
            persons=persons,
            due_on=made.due_on,
        )
        for one, duty in duties.items()
    )
    return made


def _journal(by: AbstractBaseUser, made: InformationCheck, asked: list[str], persons: int) -> None:
    journal.record(
        by=by,
        act="visits.ask_departments",
        subject=made,
        region=made.region_code,
        evidence={
            "household": made.household.number,
            "authorisation": str(made.authorisation_id),
            "questions": asked,
            "persons": persons,
            "due_on": made.due_on,
        },
    )


def _tell(check: InformationCheck, duties: Iterable[str], at: datetime) -> None:
    """Tell the officers of the county who are to answer; never about whom."""
    tell(
        to=holders(set(duties), check.region_code, timezone.localdate(at)),
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
