"""One act in a case, with the evidence that is written for it: both or neither."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures import operations as procedures
from shouwang.procedures import queries
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.procedures.rules import Vote
from shouwang.watch.casework.errors import RecordReused
from shouwang.watch.casework.models import Record


@dataclass(frozen=True, slots=True)
class Written:
    """Evidence that is written together with the act: words, and perhaps a paper kept before."""

    kind: str
    text: str
    paper: int | None = None


class _Refused(Exception):
    """Takes back what was written for an act that is not permitted."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


def act(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    case: UUID,
    revision: int,
    transition: str,
    reason: str = "",
    chosen: Sequence[Evidence] = (),
    written: Sequence[Written] = (),
    signers: Iterable[int] = (),
    vote: Vote | None = None,
) -> Reading[Case]:
    """Write the evidence and take the way; when the way is refused, nothing was written.

    The number of a record comes from act and kind: the same form once more has no further effect.
    Raises CaseUnknown, ActReused, NobodyActs, RecordReused.
    """
    try:
        with transaction.atomic():
            found = queries.case(case)
            noted = [_record(found, one, by=by, at=at, act_id=act_id) for one in written]
            reading = procedures.advance(
                by=by,
                at=at,
                act_id=act_id,
                case=case,
                revision=revision,
                transition=transition,
                reason=reason,
                evidence=[*chosen, *noted],
                signers=signers,
                vote=vote,
            )
            if reading.value is None:
                raise _Refused(reading.findings)
            return reading
    except _Refused as refused:
        return Reading(None, refused.findings)


def _record(
    case: Case, written: Written, *, by: AbstractBaseUser, at: datetime, act_id: UUID
) -> Evidence:
    """The record under its number: there already when this is the same click again."""
    number = uuid5(act_id, written.kind)
    made, new = Record.objects.get_or_create(
        id=number,
        defaults={
            "case": case,
            "region_code": case.region_code,
            "kind": written.kind,
            "text": written.text,
            "paper_id": written.paper,
            "by_id": by.pk,
            "at": at,
        },
    )
    if made.case_id != case.pk:
        raise RecordReused()
    if new:
        journal.record(
            by=by,
            act="casework.write_record",
            subject=journal.Subject("casework.record", str(number)),
            region=RegionCode(case.region_code),
            evidence={"case": str(case.pk), "kind": written.kind, "paper": written.paper},
        )
    return Evidence(written.kind, f"casework.record:{number}")
