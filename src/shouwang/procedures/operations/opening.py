"""Opening a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from shouwang.engine.errors import MissingParameter
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.journal import Subject
from shouwang.procedures import queries, rules
from shouwang.procedures.errors import ActReused, NobodyActs
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations.versions import version_for
from shouwang.procedures.operations.writing import Evidence, Words, act_of, placed, record
from shouwang.procedures.rules import OPENING, Declaration, Past


@transaction.atomic
def open_case(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    procedure: str,
    subject: Subject,
    region_code: str,
    reason: str = "",
    evidence: Sequence[Evidence] = (),
    duties: Mapping[str, str] | None = None,
) -> Reading[Case]:
    """Begin a procedure for a subject, by what holds in its place today, or say why not.

    `act_id` is made by the client and becomes the case's number: the same once more gives the case
    that it opened. A subject has one open case of a procedure. `duties` names the kind of duty of
    each role that the declaration leaves to the case. Raises ProcedureUnknown,
    ProcedureNotInForce, DutyUnnamed, ActReused, NobodyActs.
    """
    if by is None:
        raise NobodyActs()
    known = Case.objects.select_related("version").filter(pk=act_id).first()
    if known is not None:
        return Reading(_the_same(known, procedure, subject))
    on = timezone.localdate(at)
    try:
        version = version_for(procedure, region_code, on, at, duties)
    except MissingParameter as error:
        return refused("parameter_missing", _missing(error))
    declaration = queries.declaration_of(version)
    roles = queries.roles_at(declaration, queries.duties_of(by), region_code, on)
    role = next((role for role in declaration.opens if role in roles), None)
    if role is None:
        return Reading(None, (_not_yours(declaration),))
    case = Case(
        id=act_id,
        procedure=procedure,
        version=version,
        subject_kind=subject.type,
        subject_id=subject.id,
        region_code=region_code,
        step=declaration.start,
        revision=0,
        opened_on=on,
        entered_on=on,
    )
    act = act_of(case, act_id, by=by, at=at, on=on, words=Words(reason, tuple(evidence)))
    act.role, act.to_step = role, declaration.start
    return _written(case, act, declaration, by)


def _written(case: Case, act: Act, declaration: Declaration, by: AbstractBaseUser) -> Reading[Case]:
    history = (Past(OPENING, declaration.start, act.on, frozenset({act.by_id})),)
    for name, value in placed(rules.standing(declaration, history), on=act.on).items():
        setattr(case, name, value)
    case.revision = 1
    try:
        with transaction.atomic():
            act.save(force_insert=True)
            case.save(force_insert=True)
    except IntegrityError:
        return _overtaken(case, act)
    record([(case, act)], by=by, act="procedures.open")
    return Reading(case)


def _overtaken(case: Case, act: Act) -> Reading[Case]:
    """Somebody was faster: with the same click, or with another case about the subject."""
    same = Case.objects.select_related("version").filter(pk=act.pk).first()
    if same is not None:
        return Reading(_the_same(same, case.procedure, Subject(case.subject_kind, case.subject_id)))
    other = Case.objects.filter(
        procedure=case.procedure,
        subject_kind=case.subject_kind,
        subject_id=case.subject_id,
        finished_on=None,
    ).first()
    if other is None:
        raise ActReused(number=act.pk)
    message = f"已有一件“{case.version.title}”在办（{other.opened_on} 发起），请接着那一件办理。"
    return refused("already_open", message)


def _the_same(known: Case, procedure: str, subject: Subject) -> Case:
    if (known.procedure, known.subject_kind, known.subject_id) != (
        procedure,
        subject.type,
        subject.id,
    ):
        raise ActReused(number=known.pk)
    return known


def _missing(error: MissingParameter) -> str:
    name = str(error.details["name"])
    label = queries.parameter_label(name)
    return f"政策参数“{label}”在 {error.details['on']} 没有数值：请先录入并注明文号，再发起。"


def _not_yours(declaration: Declaration) -> Finding:
    who = "、".join(rules.said(declaration.roles[role].label, role) for role in declaration.opens)
    title = rules.said(declaration.title, declaration.key)
    return Finding("not_your_role", f"“{title}”由{who}发起：您在该地区没有这项职责。")
