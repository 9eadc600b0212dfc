"""Granting and ending duties."""

from datetime import datetime

from django.db import IntegrityError, transaction
from psycopg.errors import ExclusionViolation

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.people import queries, rules
from shouwang.people.errors import NotEntitled
from shouwang.people.models import Account, Duty
from shouwang.people.operations.sessions import end_sessions
from shouwang.people.operations.trace import trace
from shouwang.people.rules import Wish


@transaction.atomic
def grant_duty(*, by: Account, at: datetime, wish: Wish, reason: str) -> Reading[Duty]:
    """Give an account a duty; findings say why not."""
    on = queries.day_of(at)
    findings = rules.refusals_of_grant(by.pk, queries.duties_of(by), wish, on)
    if not reason.strip():
        findings = (*findings, Finding("no_reason", "请写明授予事由，例如文件号或分工通知"))
    if findings:
        return Reading(None, findings)
    try:
        with transaction.atomic(), queries.people_scope((wish.region,)):
            duty = write_duty(by=by, at=at, wish=wish, reason=reason)
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            return refused("held_already", "这段时间内对方已有同一地区的同一职责")
        raise
    return Reading(duty)


def write_duty(*, by: Account, at: datetime, wish: Wish, reason: str) -> Duty:
    """Write the row and its entry in the journal: the caller has checked who may."""
    assert wish.period.start is not None
    assert wish.period.end is not None
    duty = Duty.objects.create(
        account_id=wish.holder,
        kind=wish.kind.value,
        region_code=wish.region.code,
        begins_on=wish.period.start,
        ends_on=wish.period.end,
        reason=reason.strip(),
        granted_by=by,
        granted_at=at,
    )
    trace(
        by,
        "people.duty_granted",
        subject=duty.account,
        place=wish.region,
        duty=wish.kind.value,
        begins_on=str(wish.period.start),
        ends_on=str(wish.period.end),
        reason=reason,
    )
    return duty


@transaction.atomic
def end_duty(*, by: Account, at: datetime, duty: Duty, reason: str) -> Duty:
    """End a duty today, before its time; its holder's sessions end with it.

    Raises NotEntitled when `by` could not have granted it. Ending one that is over changes nothing.
    """
    on = queries.day_of(at)
    with queries.people_scope((duty.region,)):
        duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        held = duty.held()
        if held is None or duty.until <= on:
            return duty
        if duty.account_id == by.pk or not rules.may_end(queries.duties_of(by), held, on):
            raise NotEntitled(act="终止职责")
        duty.ended_on = max(on, duty.begins_on)
        duty.ended_by, duty.ended_reason = by, reason.strip()
        duty.save(update_fields=["ended_on", "ended_by", "ended_reason"])
    end_sessions(account=duty.account)
    trace(
        by,
        "people.duty_ended",
        subject=duty.account,
        place=duty.region,
        duty=duty.kind,
        reason=reason,
    )
    return duty
