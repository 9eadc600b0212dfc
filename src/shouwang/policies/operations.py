"""Entering and withdrawing values of policy parameters."""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal, scope
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies import queries, rules
from shouwang.policies.errors import ValueUnknown, ValueWithdrawn
from shouwang.policies.models import EnteredValue
from shouwang.policies.rules import Entry


def check_entry(entry: Entry) -> tuple[Finding, ...]:
    """What stands against an entry, as the form shows it before anything is saved."""
    prefix = RegionCode(entry.region_code).prefix
    pack = queries.current_pack(entry.region_code)
    parameter = pack.parameters.get(entry.parameter)
    label = queries.said(parameter.label, "zh", entry.parameter) if parameter else ""
    standing = [queries.as_entry(row) for row in queries.standing_values(entry.region_code)]
    findings = rules.check(entry, parameter, standing, prefix, label)
    if scope.current().contains(entry.region_code):
        return findings
    return (Finding("place_outside_scope", "该地区不在您的职责范围内，不能为它录入数值。"),)


@transaction.atomic
def enter_value(
    *,
    by: AbstractBaseUser,
    at: datetime,
    parameter: str,
    region_code: str,
    from_on: date,
    to_on: date | None,
    value: int,
    unit: str,
    document: str,
    clause: str = "",
    note: str = "",
    confirmed: bool = False,
) -> Reading[EnteredValue]:
    """Save a dated value for a place, or say what stands against it.

    `value` is in the parameter's unit. A warning (a change beyond what is plausible) is passed by
    `confirmed=True`; a refusal never is. Row security refuses a place outside the caller's scope.
    """
    entry = Entry(
        parameter, region_code, from_on, to_on, value, unit, document.strip(), clause, note
    )
    findings = check_entry(entry)
    if rules.refuses(findings, confirmed=confirmed):
        return Reading(None, findings)
    row = EnteredValue.objects.create(
        parameter=entry.parameter,
        region_code=entry.region_code,
        from_on=entry.from_on,
        to_on=entry.to_on,
        value=entry.value,
        unit=entry.unit,
        document=entry.document,
        clause=entry.clause,
        note=entry.note,
        entered_by_id=by.pk,
        entered_at=at,
    )
    _record(by, "policies.enter_value", row, reason=entry.note or entry.document)
    return Reading(row, findings)


@transaction.atomic
def withdraw_value(*, by: AbstractBaseUser, at: datetime, number: int, reason: str) -> EnteredValue:
    """End an entered value; runs that used it keep naming it.

    Raises ValueUnknown, ValueWithdrawn.
    """
    row = EnteredValue.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise ValueUnknown(number=number)
    if row.withdrawn_at is not None:
        raise ValueWithdrawn(number=number)
    row.withdrawn_at, row.withdrawn_by_id = at, by.pk
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record(by, "policies.withdraw_value", row, reason=reason)
    return row


def _record(by: AbstractBaseUser, act: str, row: EnteredValue, *, reason: str) -> None:
    journal.record(
        by=by,
        act=act,
        subject=row,
        region=RegionCode(row.region_code),
        reason=reason,
        evidence={
            "parameter": row.parameter,
            "value": row.value,
            "unit": row.unit,
            "from_on": row.from_on.isoformat(),
            "to_on": row.to_on.isoformat() if row.to_on else None,
            "document": row.document,
            "clause": row.clause,
        },
    )
