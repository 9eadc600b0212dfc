"""Taking a way with a case of this room: the words are kept encrypted, as evidence of the act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel.findings import Finding, Reading
from shouwang.policies.queries import current_pack
from shouwang.procedures import operations as procedures
from shouwang.procedures import queries as cases
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.procedures.rules import Kind, Transition
from shouwang.watch.accountability.errors import CaseElsewhere
from shouwang.watch.accountability.models import ConductRecord, Statement, Task
from shouwang.watch.accountability.operations.opening import Refused
from shouwang.watch.accountability.rules import contest_is_late, contest_until
from shouwang.watch.papers.checking import Ready
from shouwang.watch.papers.operations import enclose

CONTEST, REPORT = "contest", "report"
NOTE = "note"  # words of an act that asks for no kind of evidence
# What the history says of words that stand encrypted beside it.
SEE_STATEMENT = "见办理说明"


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    proof: Ready | None


def move(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    case: UUID,
    revision: int,
    transition: str,
    text: str = "",
    proof: Ready | None = None,
) -> Reading[Case]:
    """Take a way with a finding, a task or a record, or say everything that stands against it.

    `proof` is a checked photo or PDF. `act_id` is made by the client: the same once more changes
    nothing. Raises CaseElsewhere, OSError when the disk is full.
    """
    said = _Said(text.strip(), proof)
    try:
        with transaction.atomic():
            return Reading(_moved(by, at, act_id, case, revision, transition, said))
    except Refused as refusal:
        return Reading(None, refusal.findings)


def _moved(
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    number: UUID,
    revision: int,
    transition: str,
    said: _Said,
) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("version").filter(pk=number)
    found = case.first()
    if found is None:
        raise CaseElsewhere
    way = cases.declaration_of(found.version).transitions.get(transition)
    statement = Statement.objects.filter(act=act_id).first()
    if statement is None:
        _refuse_by_own_rules(found, way, by, at)
        if said.text or said.proof:
            statement = _write(found, act_id, way, said, by, at)
    reading = procedures.advance(
        by=by,
        at=at,
        act_id=act_id,
        case=number,
        revision=revision,
        transition=transition,
        reason=SEE_STATEMENT if statement else "",
        evidence=_evidence(way, statement),
    )
    if reading.value is None:
        raise Refused(reading.findings)
    return reading.value


def _write(
    case: Case,
    act_id: UUID,
    way: Transition | None,
    said: _Said,
    by: AbstractBaseUser,
    at: datetime,
) -> Statement:
    place = case.region_code
    enclosure = enclose(by=by, at=at, region_code=place, ready=said.proof) if said.proof else None
    kind = way.evidence[0] if way and way.evidence else NOTE
    return Statement.objects.create(
        act=act_id,
        case=case,
        region_code=place,
        kind=kind,
        text=said.text,
        enclosure=enclosure,
        by_id=by.pk,
        at=at,
    )


def _evidence(way: Transition | None, statement: Statement | None) -> tuple[Evidence, ...]:
    if statement is None or way is None:
        return ()
    return tuple(
        Evidence(kind, f"accountability.statement:{statement.pk}") for kind in way.evidence
    )


def _refuse_by_own_rules(
    case: Case, way: Transition | None, by: AbstractBaseUser, at: datetime
) -> None:
    """What a declaration cannot say. Raises Refused."""
    if way is None:
        return
    found = [
        *_contest_late(case, way, at),
        *_somebody_elses_task(case, way, by),
        *_about_oneself(case, by),
    ]
    if found:
        raise Refused(tuple(found))


def _contest_late(case: Case, way: Transition, at: datetime) -> list[Finding]:
    if way.key != CONTEST or way.kind is not Kind.OBJECTION:
        return []
    on = timezone.localdate(at)
    pack = current_pack(case.region_code)
    days = pack.resolve("finding_contest_working_days", case.region_code, case.opened_on).value
    if not contest_is_late(case.opened_on, on, days):
        return []
    last = contest_until(case.opened_on, days)
    text = f"异议应在 {last} 前提出，现在只能认领整改；确有错误的，请县级办公室核实。"
    return [Finding("contest_too_late", text)]


def _somebody_elses_task(case: Case, way: Transition, by: AbstractBaseUser) -> list[Finding]:
    if way.key != REPORT or case.subject_kind != "task":
        return []
    task = Task.objects.select_related("account").filter(case=case).first()
    if task is None or task.account_id in (None, by.pk):
        return []
    return [Finding("not_your_task", f"这项任务交给了{task.account}：请由本人报办结。")]


def _about_oneself(case: Case, by: AbstractBaseUser) -> list[Finding]:
    if case.subject_kind != "conduct":
        return []
    if not ConductRecord.objects.filter(case=case, account_id=by.pk).exists():
        return []
    return [Finding("about_oneself", "这条记录与您本人有关：请由别人审定。")]
