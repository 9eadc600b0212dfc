"""Opening the cases of rows just written: all or none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from shouwang.kernel.findings import Finding
from shouwang.kernel.journal import Subject
from shouwang.kernel.scope import current
from shouwang.procedures import operations as procedures


class Refused(Exception):
    """Rolls back what was begun; the findings go to the person."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


def open_for(
    *,
    by: AbstractBaseUser,
    at: datetime,
    case: UUID,
    procedure: str,
    subject: Subject,
    region_code: str,
    duties: Mapping[str, str] | None = None,
) -> None:
    """Open the case of a row that names it already. Raises Refused."""
    reading = procedures.open_case(
        by=by,
        at=at,
        act_id=case,
        procedure=procedure,
        subject=subject,
        region_code=region_code,
        duties=duties,
    )
    if reading.value is None:
        raise Refused(reading.findings)


def outside(codes: Iterable[str]) -> tuple[Finding, ...]:
    """A finding when one of the places lies outside the scope."""
    if all(current().contains(code) for code in codes):
        return ()
    return (Finding("place_outside", "有的地方不在您的职责范围内：请改选，或请上一级办理。"),)


def alone_with(number: UUID) -> None:
    """Until the transaction ends, another sending of the same form waits here."""
    with connection.cursor() as cursor:
        key = f"accountability {number}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
