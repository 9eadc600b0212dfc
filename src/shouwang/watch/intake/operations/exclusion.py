"""Hits of the exclusion checks: explained where the household lives, decided by the county.

A hit asks; it never rejects anybody. Whoever explains it does not decide on it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.queries import duties_of
from shouwang.people.rules import Act, Kind, may
from shouwang.watch.intake.errors import (
    AnswerMissing,
    NotAnswerable,
    NotDecidable,
    NoteMissing,
    NotEntitled,
    OwnAnswer,
)
from shouwang.watch.intake.models import ExclusionHit

State = ExclusionHit.State
DECISIONS = (State.ACCEPTED, State.RETURNED, State.CONFIRMED)


@transaction.atomic
def answer(number: int, *, by: Account, at: datetime, text: str, evidence: str) -> ExclusionHit:
    """Explain a hit. Raises NotEntitled, NotAnswerable, AnswerMissing."""
    hit = _locked(number)
    _entitled(by, Act.EXPLAIN_FINDINGS, hit, at)
    if hit.state not in {State.OPEN, State.RETURNED, State.ANSWERED}:
        raise NotAnswerable(state=hit.get_state_display())
    if not text.strip() or not evidence.strip():
        raise AnswerMissing
    hit.answer, hit.evidence = text.strip()[:400], evidence.strip()[:200]
    hit.answered_by, hit.answered_at, hit.state = by, at, State.ANSWERED
    hit.save()
    _record(hit, by, "intake.explain_hit")
    return hit


@transaction.atomic
def decide(number: int, *, by: Account, at: datetime, decision: str, note: str) -> ExclusionHit:
    """Accept an explanation, send it back, or hold to what was found.

    An overdue hit that nobody explained may be held to as well.
    Raises NotEntitled, OwnAnswer, NotDecidable, NoteMissing.
    """
    hit = _locked(number)
    _county_office(by, hit, at)
    overdue = hit.state == State.OPEN and hit.due_on < timezone.localdate(at)
    unheard = overdue and decision == State.CONFIRMED
    if decision not in DECISIONS or not (hit.state == State.ANSWERED or unheard):
        raise NotDecidable(state=hit.get_state_display())
    if hit.state == State.ANSWERED and hit.answered_by_id == by.pk:
        raise OwnAnswer
    if decision != State.ACCEPTED and not note.strip():
        raise NoteMissing
    hit.state, hit.note = State(decision), note.strip()[:400]
    hit.decided_by, hit.decided_at = by, at
    hit.save()
    _record(hit, by, f"intake.hit_{decision}")
    return hit


@transaction.atomic
def reopen(number: int, *, by: Account, at: datetime, note: str) -> ExclusionHit:
    """Take a decision back. Raises NotEntitled, NotDecidable, NoteMissing."""
    hit = _locked(number)
    _county_office(by, hit, at)
    if hit.state not in {State.ACCEPTED, State.CONFIRMED}:
        raise NotDecidable(state=hit.get_state_display())
    if not note.strip():
        raise NoteMissing
    hit.state = State.ANSWERED if hit.answer else State.OPEN
    hit.note, hit.decided_by, hit.decided_at = "", None, None
    hit.save()
    _record(hit, by, "intake.reopen_hit", reason=note.strip()[:200])
    return hit


def may_decide(by: Account, region_code: str, on: datetime) -> bool:
    """Whether the person holds the county office over the place."""
    place, today = RegionCode(region_code), timezone.localdate(on)
    return any(
        duty.kind is Kind.COUNTY_OFFICE
        and duty.period.contains(today)
        and duty.region.contains(place)
        for duty in duties_of(by)
    )


def _locked(number: int) -> ExclusionHit:
    return ExclusionHit.objects.select_for_update(of=("self",)).get(pk=number)


def _entitled(by: Account, act: Act, hit: ExclusionHit, at: datetime) -> None:
    if not may(duties_of(by), act, RegionCode(hit.region_code), timezone.localdate(at)):
        raise NotEntitled


def _county_office(by: Account, hit: ExclusionHit, at: datetime) -> None:
    if not may_decide(by, hit.region_code, at):
        raise NotEntitled


def _record(hit: ExclusionHit, by: Account, act: str, reason: str = "") -> None:
    journal.record(
        by=by,
        act=act,
        subject=hit,
        region=RegionCode(hit.region_code),
        reason=reason,
        evidence={"household": hit.household_id, "due_on": hit.due_on},
    )
