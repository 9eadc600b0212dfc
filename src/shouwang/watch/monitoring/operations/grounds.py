"""Clues that rest on something else than a rule of the engine: what a household reported, say.

The facts standard stays what it is: nothing is made a fact because somebody said so. A ground is
named in the pack (`clue_grounds`), and its clue lasts until whoever raised it ends it; a screening
leaves it alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.policies.queries import current_pack, packaged
from shouwang.watch.monitoring.errors import GroundUnknown
from shouwang.watch.monitoring.models import Clue, ClueChange, ScreeningRun
from shouwang.watch.monitoring.models.screening import Severity
from shouwang.watch.monitoring.operations.lifecycle import LOCK
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.models.household import SubjectCategory

VERSION = "1"


@transaction.atomic
def raise_clue(
    *,
    by: AbstractBaseUser,
    at: datetime,
    household: Household,
    ground: str,
    evidence: Mapping[str, Any],
) -> Clue:
    """The household's open clue on that ground, made when there is none. Raises GroundUnknown.

    The severity is serious until somebody has been there; what the household is proposed as is
    decided by the identification that may follow.
    """
    if ground not in packaged().codes["clue_grounds"]:
        raise GroundUnknown(ground=ground)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    known = Clue.objects.filter(household=household, rule=ground, closed_on=None).first()
    if known is not None:
        return known
    on, policy = timezone.localdate(at), current_pack(household.region_code).version
    run = _run(household, by, at)
    clue = Clue.objects.create(
        household=household,
        region_code=household.region_code,
        rule=ground,
        rule_version=VERSION,
        severity=Severity.SERIOUS,
        proposed_category=SubjectCategory.SUDDEN,
        evidence=dict(evidence),
        policy_version=policy,
        opened_on=on,
        refreshed_on=on,
        opened_by=run,
        refreshed_by=run,
    )
    _change(clue, run, ClueChange.Kind.OPENED)
    _journal(clue, by, "monitoring.raise_clue")
    return clue


@transaction.atomic
def cease_clue(*, by: AbstractBaseUser, at: datetime, number: int) -> None:
    """End an open clue that was raised on a ground; one that is closed or unseen is left alone."""
    clue = Clue.objects.select_for_update(of=("self",)).filter(pk=number, closed_on=None).first()
    if clue is None or clue.rule not in packaged().codes["clue_grounds"]:
        return
    run = _run(Household.objects.get(pk=clue.household_id), by, at)
    clue.closed_on, clue.closed_by = timezone.localdate(at), run
    clue.save(update_fields=["closed_on", "closed_by"])
    _change(clue, run, ClueChange.Kind.CLOSED)
    _journal(clue, by, "monitoring.cease_clue")


def _run(household: Household, by: AbstractBaseUser, at: datetime) -> ScreeningRun:
    """What a clue names as its origin. It has read no facts: no other run gives way to it."""
    return ScreeningRun.objects.create(
        region_code=household.region_code,
        as_of=timezone.localdate(at),
        state=ScreeningRun.State.DONE,
        trigger=ScreeningRun.Trigger.FACT,
        household=household,
        requested_by_id=by.pk,
        requested_at=at,
        started_at=at,
        finished_at=at,
        percent=100,
    )


def _change(clue: Clue, run: ScreeningRun, kind: str) -> None:
    ClueChange.objects.create(
        clue=clue,
        region_code=clue.region_code,
        run=run,
        kind=kind,
        on=run.as_of,
        rule_version=clue.rule_version,
        evidence=clue.evidence,
    )


def _journal(clue: Clue, by: AbstractBaseUser, act: str) -> None:
    journal.record(
        by=by, act=act, subject=clue, region=clue.region_code, evidence={"ground": clue.rule}
    )
