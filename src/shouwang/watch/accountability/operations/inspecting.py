"""Inspections, and what they found: every finding opens its case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.accountability.models import Finding, Inspection
from shouwang.watch.accountability.operations.opening import (
    Refused,
    alone_with,
    open_for,
    outside,
)
from shouwang.watch.accountability.rules import Row, rectification_for
from shouwang.watch.registry.models import Household

KIND = "finding"  # the kind of subject of a rectification


@dataclass(frozen=True, slots=True)
class Heading:
    """Who looked, when, where and at what."""

    place: RegionCode
    title: str
    source: str
    on: date
    document: str = ""
    inspectors: str = ""


@transaction.atomic
def record_inspection(
    *, by: AbstractBaseUser, at: datetime, number: UUID, heading: Heading
) -> Reading[Inspection]:
    """Write an inspection down; `number` is made by the client and written once."""
    alone_with(number)
    known = Inspection.objects.filter(pk=number).first()
    if known is not None:
        return Reading(known)
    if found := outside([heading.place.code]):
        return Reading(None, found)
    if not heading.title.strip():
        return refused("title_missing", "请写明督查的是什么。")
    made = Inspection.objects.create(
        id=number,
        region_code=heading.place.code,
        title=heading.title.strip(),
        source=heading.source,
        document=heading.document.strip(),
        inspectors=heading.inspectors.strip(),
        on=heading.on,
        by_id=by.pk,
        at=at,
    )
    journal.record(
        by=by,
        act="accountability.record_inspection",
        subject=made,
        region=heading.place,
        evidence={"source": made.source, "document": made.document, "on": made.on},
    )
    return Reading(made)


def record_findings(
    *,
    by: AbstractBaseUser,
    at: datetime,
    submission: UUID,
    inspection: Inspection,
    rows: Sequence[Row],
) -> Reading[list[Finding]]:
    """Write findings down, each with its case: all of them or none.

    The same `submission` once more gives the findings that it made.
    """
    try:
        with transaction.atomic():
            return Reading(_recorded(by, at, submission, inspection, rows))
    except Refused as refusal:
        return Reading(None, refusal.findings)


def _recorded(
    by: AbstractBaseUser,
    at: datetime,
    submission: UUID,
    inspection: Inspection,
    rows: Sequence[Row],
) -> list[Finding]:
    alone_with(submission)
    known = list(Finding.objects.filter(submission=submission).order_by("line"))
    if known:
        return known
    if not rows:
        raise Refused((Said("rows_missing", "请至少写一条问题。"),))
    households = _households(rows)
    if found := (*outside(row.place for row in rows), *_strange(rows, households)):
        raise Refused(found)
    made = Finding.objects.bulk_create(
        _finding(by, at, submission, inspection, row, households) for row in rows
    )
    for one in made:
        open_for(
            by=by,
            at=at,
            case=one.case_id,
            procedure=rectification_for(RegionCode(one.region_code)),
            subject=Subject(KIND, str(one.pk)),
            region_code=one.region_code,
        )
    journal.record(
        by=by,
        act="accountability.record_findings",
        subject=inspection,
        region=inspection.region_code,
        evidence={"findings": [one.pk for one in made]},
    )
    return made


def _finding(
    by: AbstractBaseUser,
    at: datetime,
    submission: UUID,
    inspection: Inspection,
    row: Row,
    households: dict[str, Household],
) -> Finding:
    return Finding(
        submission=submission,
        line=row.line,
        inspection=inspection,
        case_id=uuid5(submission, f"finding {row.line}"),
        region_code=row.place,
        category=row.category,
        severity=row.severity,
        source=inspection.source,
        document=inspection.document,
        found_on=inspection.on,
        household=households.get(row.household),
        text=row.text,
        by_id=by.pk,
        at=at,
    )


def _households(rows: Sequence[Row]) -> dict[str, Household]:
    numbers = {row.household for row in rows if row.household}
    if not numbers:
        return {}
    return {one.number: one for one in Household.objects.filter(number__in=numbers)}


def _strange(rows: Sequence[Row], households: dict[str, Household]) -> list[Said]:
    """Households that nobody knows, or that live elsewhere than the finding says."""
    found = []
    for row in rows:
        household = households.get(row.household)
        if not row.household:
            continue
        place = RegionCode(row.place)
        if household is None or not place.contains(RegionCode(household.region_code)):
            text = f"第 {row.line} 行的户编号在责任单位里没有：请核对，或留空。"
            found.append(Said("household_unknown", text))
    return found
