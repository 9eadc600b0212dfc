"""Deciding whether two records are one person. The records stay as they are."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.watch.linkage.errors import (
    AlreadyDecided,
    CandidateUnknown,
    NotDecided,
    NotOneOfThem,
    OtherTownship,
    ReasonMissing,
)
from shouwang.watch.linkage.models import Candidate, State
from shouwang.watch.registry.models import Person

_DECIDED = (State.SAME, State.DIFFERENT)


@transaction.atomic
def decide(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: int,
    same: bool,
    reason: str,
    superseded: int | None = None,
) -> Candidate:
    """Record that the two are one person, or two; of one, which record stops counting.

    Who decides must see both records. Raises CandidateUnknown, ReasonMissing, AlreadyDecided,
    OtherTownship, NotOneOfThem.
    """
    if not reason.strip():
        raise ReasonMissing
    pair = _locked(number)
    if pair.state in _DECIDED:
        raise AlreadyDecided(
            who=_who(pair),
            on=timezone.localdate(pair.decided_at),
            decision=pair.get_state_display(),
        )
    _require_both(pair)
    if superseded is not None and (not same or superseded not in (pair.left_id, pair.right_id)):
        raise NotOneOfThem
    pair.state = State.SAME if same else State.DIFFERENT
    pair.decided_by_id, pair.decided_at = by.pk, at
    pair.reason, pair.superseded_id = reason.strip()[:200], superseded
    pair.save(update_fields=["state", "decided_by", "decided_at", "reason", "superseded"])
    _trace(by, "linkage.decide", pair, reason, state=pair.state, superseded=superseded)
    return pair


@transaction.atomic
def reopen(*, by: AbstractBaseUser, number: int, reason: str) -> Candidate:
    """Take a decision back; the pair waits again. Raises as `decide`, and NotDecided."""
    if not reason.strip():
        raise ReasonMissing
    pair = _locked(number)
    if pair.state not in _DECIDED:
        raise NotDecided
    _require_both(pair)
    before = pair.state
    pair.state, pair.decided_by, pair.decided_at = State.OPEN, None, None
    pair.reason, pair.superseded = "", None
    pair.save(update_fields=["state", "decided_by", "decided_at", "reason", "superseded"])
    _trace(by, "linkage.reopen", pair, reason, before=before)
    return pair


def _locked(number: int) -> Candidate:
    pair = Candidate.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if pair is None:
        raise CandidateUnknown(number=number)
    return pair


def _who(pair: Candidate) -> str:
    return str(pair.decided_by) if pair.decided_by else ""


def _require_both(pair: Candidate) -> None:
    if Person.objects.filter(pk__in=[pair.left_id, pair.right_id]).count() < 2:
        raise OtherTownship


def _trace(
    by: AbstractBaseUser, act: str, pair: Candidate, reason: str, **evidence: object
) -> None:
    journal.record(
        by=by,
        act=act,
        subject=pair,
        region=pair.left_region_code,
        reason=reason.strip(),
        evidence={"left": pair.left_id, "right": pair.right_id, **evidence},
    )
