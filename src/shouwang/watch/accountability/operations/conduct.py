"""Recognition and accountability: proposed by one person, decided by another."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.findings import Reading
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.procedures import operations as procedures
from shouwang.watch.accountability.models import ConductRecord, Finding
from shouwang.watch.accountability.operations.opening import (
    Refused,
    alone_with,
    open_for,
    outside,
)

KIND = "conduct"  # the kind of subject of a record's case


@dataclass(frozen=True, slots=True)
class Proposal:
    """About whom, of which kind, on which ground, from when and until when it counts."""

    place: RegionCode
    kind: str
    document: str
    reason: str
    on: date
    account: Account | None = None
    finding: Finding | None = None
    counts_until: date | None = None


def propose(
    *, by: AbstractBaseUser, at: datetime, number: UUID, proposal: Proposal
) -> Reading[ConductRecord]:
    """Write a record down and propose it; it counts once somebody else has decided.

    `number` is made by the client and becomes the case's.
    """
    if found := _refusals(by, proposal):
        return Reading(None, found)
    try:
        with transaction.atomic():
            return Reading(_proposed(by, at, number, proposal))
    except Refused as refusal:
        return Reading(None, refusal.findings)


def _proposed(
    by: AbstractBaseUser, at: datetime, number: UUID, proposal: Proposal
) -> ConductRecord:
    alone_with(number)
    known = ConductRecord.objects.filter(case=number).first()
    if known is not None:
        return known
    made = ConductRecord.objects.create(
        case_id=number,
        region_code=proposal.place.code,
        account=proposal.account,
        kind=proposal.kind,
        document=proposal.document.strip(),
        finding=proposal.finding,
        reason=proposal.reason.strip(),
        on=proposal.on,
        counts_until=proposal.counts_until,
        by_id=by.pk,
        at=at,
    )
    open_for(
        by=by,
        at=at,
        case=number,
        procedure="conduct",
        subject=Subject(KIND, str(made.pk)),
        region_code=made.region_code,
    )
    moved = procedures.advance(
        by=by,
        at=at,
        act_id=uuid5(number, "propose"),
        case=number,
        revision=1,
        transition="propose",
    )
    if moved.value is None:
        raise Refused(moved.findings)
    journal.record(
        by=by,
        act="accountability.propose_conduct",
        subject=made,
        region=proposal.place,
        evidence={"kind": made.kind, "document": made.document, "about": made.account_id},
    )
    return made


def _refusals(by: AbstractBaseUser, proposal: Proposal) -> tuple[Said, ...]:
    found = []
    if not proposal.document.strip():
        found.append(Said("ground_missing", "请写明依据的文号：没有依据不能记录。"))
    if not proposal.reason.strip():
        found.append(Said("reason_missing", "请写明事由：本人会看到。"))
    if proposal.account is not None and proposal.account.pk == by.pk:
        found.append(Said("about_oneself", "不能为自己提出记录：请由别人提出。"))
    if proposal.counts_until and proposal.counts_until < proposal.on:
        found.append(Said("ends_before_it_begins", "影响期的止日早于起日：请核对。"))
    return (*found, *outside([proposal.place.code]))
