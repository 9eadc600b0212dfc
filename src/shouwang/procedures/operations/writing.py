"""Acts, cases and journal in three statements, however many cases there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.effects import take_effect
from shouwang.procedures.models import Act, Case
from shouwang.procedures.rules import Standing, Vote

LONGEST_REASON = 500
_MOVE = """
UPDATE procedures_case AS c
SET step = n.step, revision = n.revision, entered_on = n.entered_on, finished_on = n.finished_on,
    effect = n.effect, green = n.green, owed = n.owed, awaits = n.awaits,
    escalates = n.escalates, due_on = n.due_on, ripe_on = n.ripe_on
FROM jsonb_to_recordset(%s::jsonb) AS n (
    id uuid, step text, revision integer, entered_on date, finished_on date, effect boolean,
    green boolean, owed text[], awaits text, escalates text, due_on date, ripe_on date)
WHERE c.id = n.id AND c.revision = n.revision - 1
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an act rests on: its kind, and where it lies, as "app.model:id"."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the person who acts hands over besides the way that is taken."""

    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    signers: tuple[int, ...] = ()
    vote: Vote | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of evidence in hand."""
        return frozenset(one.kind for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Step:
    """A case to be moved: the act that moves it, and where that leaves it."""

    case: Case
    act: Act
    standing: Standing


def act_of(
    case: Case, number: UUID, *, by: AbstractBaseUser, at: datetime, on: date, words: Words
) -> Act:
    """The next act of a case, its way still to be filled in."""
    return Act(
        id=number,
        case_id=case.pk,
        region_code=case.region_code,
        sequence=case.revision + 1,
        by_id=by.pk,
        signers=sorted({*words.signers} - {by.pk}),
        at=at,
        on=on,
        reason=words.reason.strip()[:LONGEST_REASON],
        evidence=[asdict(one) for one in words.evidence],
        vote=asdict(words.vote) if words.vote else None,
    )


def write(steps: Sequence[Step], *, by: AbstractBaseUser, act: str) -> None:
    """Write acts, move their cases, let those that end take effect, and journal each.

    The cases are locked by the caller.
    The acts come first: the database lets a case stand only where its last act led.
    """
    Act.objects.bulk_create([step.act for step in steps])
    moved = [_columns(step) for step in steps]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [json.dumps(moved, cls=DjangoJSONEncoder)])
        if cursor.rowcount != len(steps):
            raise IntegrityError("a case was moved by somebody else in between")
    for step, columns in zip(steps, moved, strict=True):
        for name, value in columns.items():
            setattr(step.case, name, value)
    take_effect([(step.case, step.act) for step in steps if step.standing.final], by=by)
    record([(step.case, step.act) for step in steps], by=by, act=act)


def record(done: Sequence[tuple[Case, Act]], *, by: AbstractBaseUser, act: str) -> None:
    """One line of the journal for each act."""
    journal.record_many(
        journal.Entry(
            by=by,
            act=act,
            subject=journal.Subject("procedures.case", str(case.pk)),
            region=RegionCode(case.region_code),
            reason=one.reason,
            evidence=_evidence(case, one),
        )
        for case, one in done
    )


def placed(standing: Standing, *, on: date) -> dict[str, Any]:
    """What a case keeps of its standing."""
    return {
        "step": standing.step,
        "finished_on": on if standing.final else None,
        "effect": standing.effect,
        "green": standing.green,
        "owed": list(standing.owed),
        "awaits": standing.awaits,
        "escalates": standing.escalates,
        "due_on": standing.due_on,
        "ripe_on": standing.ripe_on,
    }


def _columns(step: Step) -> Mapping[str, Any]:
    case, act = step.case, step.act
    stays = act.from_step == act.to_step
    return {
        "id": case.pk,
        "revision": act.sequence,
        "entered_on": case.entered_on if stays else act.on,
        **placed(step.standing, on=act.on),
    }


def _evidence(case: Case, act: Act) -> dict[str, Any]:
    said: dict[str, Any] = {
        "act": str(act.pk),
        "procedure": case.procedure,
        "transition": act.transition,
        "from": act.from_step,
        "to": act.to_step,
        "revision": act.sequence,
        "role": act.role,
        "subject": f"{case.subject_kind}:{case.subject_id}",
        "evidence": act.evidence,
    }
    if act.signers:
        said["signers"] = act.signers
    return said | ({"vote": act.vote} if act.vote else {})
