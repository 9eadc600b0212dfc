"""Granting and ending duties."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from psycopg.errors import CheckViolation, ExclusionViolation

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.people import queries, rules
from shouwang.people.errors import NotEntitled
from shouwang.people.models import Account, Duty
from shouwang.people.operations.sessions import end_sessions
from shouwang.people.operations.trace import trace
from shouwang.people.rules import Wish

# constraints that a rule has looked at before: broken only by somebody else at the same moment
_RACES = {"duty_compatible", "duty_lent_inside"}


@transaction.atomic
def grant_duty(*, by: Account, at: datetime, wish: Wish, reason: str) -> Reading[Duty]:
    """Give an account a duty; findings say why not."""
    on = queries.day_of(at)
    findings = rules.refusals_of_grant(by.pk, queries.duties_of(by), wish, on)
    findings += rules.conflicts(queries.duties_of_number(wish.holder), wish)
    if not reason.strip():
        findings = (*findings, Finding("no_reason", "请写明授予事由，例如文件号或分工通知"))
    if findings:
        return Reading(None, findings)
    return write_checked(by=by, at=at, wish=wish, reason=reason)


def write_checked(
    *, by: Account, at: datetime, wish: Wish, reason: str, lent_from: Duty | None = None
) -> Reading[Duty]:
    """Write the duty; what only the database can know for certain becomes a finding."""
    try:
        with transaction.atomic(), queries.people_scope((wish.region,)):
            duty = write_duty(by=by, at=at, wish=wish, reason=reason, lent_from=lent_from)
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, ExclusionViolation):
            return refused("held_already", "这段时间内对方已有同一地区的同一职责")
        if isinstance(cause, CheckViolation) and cause.diag.constraint_name in _RACES:
            return refused("changed_meanwhile", "对方或您的职责刚刚有变化，请刷新后重试")
        raise
    return Reading(duty)


def write_duty(
    *, by: Account, at: datetime, wish: Wish, reason: str, lent_from: Duty | None = None
) -> Duty:
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
        lent_from=lent_from,
    )
    trace(
        by,
        "people.duty_lent" if lent_from else "people.duty_granted",
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
        _end(duty, by=by, on=on, reason=reason)
    return duty


def _end(duty: Duty, *, by: Account, on: date, reason: str) -> None:
    """End the duty and first what was lent of it; sessions of all holders end."""
    for lent in duty.loans.select_for_update(of=("self",)).order_by("pk"):
        if lent.until > on:
            _end(lent, by=by, on=on, reason="委托人的这项职责已终止")
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


def end_locked(*, by: Account, at: datetime, duty: Duty, reason: str) -> None:
    """End a duty that the caller has locked, and may end."""
    _end(duty, by=by, on=queries.day_of(at), reason=reason)
