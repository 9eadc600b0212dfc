"""Handing a task out: to one place, to many at once, to departments of the county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.people.rules.duties import OFFICERS
from shouwang.watch.accountability.models import Task
from shouwang.watch.accountability.operations.opening import (
    Refused,
    alone_with,
    open_for,
    outside,
)
from shouwang.watch.accountability.operations.telling import tell_departments
from shouwang.watch.accountability.rules import task_for

KIND = "task"  # the kind of subject of a task's case
MOST_PLACES = 600
_DOERS = {Level.VILLAGE: Kind.VILLAGE_CADRE, Level.TOWNSHIP: Kind.TOWNSHIP_CLERK}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done by when, and from which document."""

    title: str
    due_on: date
    what: str = ""
    document: str = ""


def hand_out(
    *,
    by: AbstractBaseUser,
    at: datetime,
    batch: UUID,
    places: Sequence[RegionCode],
    asked: Asked,
    account: Account | None = None,
    departments: Sequence[Kind] = (),
) -> Reading[list[Task]]:
    """Give a task to places, or to one person who holds a duty in the one place; all or none.

    With `departments` it is given to their officers in the one county. The same `batch` once more
    gives the tasks that it made.
    """
    found = _refusals(places, asked, timezone.localdate(at)) + _misplaced(places, departments)
    if found:
        return Reading(None, found)
    try:
        with transaction.atomic():
            return Reading(_handed_out(by, at, batch, _doers(places, departments), asked, account))
    except Refused as refusal:
        return Reading(None, refusal.findings)


def _handed_out(
    by: AbstractBaseUser,
    at: datetime,
    batch: UUID,
    doers: Sequence[tuple[RegionCode, Kind]],
    asked: Asked,
    account: Account | None,
) -> list[Task]:
    alone_with(batch)
    known = list(Task.objects.filter(batch=batch).order_by("region_code", "duty"))
    if known:
        return known
    made = Task.objects.bulk_create(
        Task(
            batch=batch,
            case_id=_case_number(batch, place, duty),
            region_code=place.code,
            duty=duty.value,
            account=account,
            title=asked.title.strip(),
            what=asked.what.strip(),
            document=asked.document.strip(),
            due_on=asked.due_on,
            by_id=by.pk,
            at=at,
        )
        for place, duty in doers
    )
    for task in made:
        _open(by, at, task)
    tell_departments(made, at=at)
    journal.record(
        by=by,
        act="accountability.hand_out",
        subject=Subject("accountability.task", str(batch)),
        region=_around([place for place, _duty in doers]),
        evidence={"tasks": len(made), "due_on": asked.due_on, "document": asked.document},
    )
    return made


def _open(by: AbstractBaseUser, at: datetime, task: Task) -> None:
    """Begin the case of a task; that of a department names whose duty it is."""
    department = task.duty if task.is_of_department else ""
    open_for(
        by=by,
        at=at,
        case=task.case_id,
        procedure=task_for(RegionCode(task.region_code), department),
        subject=Subject(KIND, str(task.pk)),
        region_code=task.region_code,
        duties={"doer": department} if department else None,
    )


def _doers(
    places: Sequence[RegionCode], departments: Sequence[Kind]
) -> list[tuple[RegionCode, Kind]]:
    """Which duty does it where."""
    if departments:
        return [(places[0], duty) for duty in sorted(set(departments))]
    ordered = sorted(set(places), key=str)
    return [(place, _DOERS.get(place.level, Kind.COUNTY_OFFICE)) for place in ordered]


def _case_number(batch: UUID, place: RegionCode, duty: Kind) -> UUID:
    return uuid5(batch, f"{place.code} {duty.value}" if duty in OFFICERS else place.code)


def _around(places: Sequence[RegionCode]) -> RegionCode:
    """The place itself, or the county that they lie in."""
    return places[0] if len(places) == 1 else RegionCode.of(places[0].county)


def _misplaced(places: Sequence[RegionCode], departments: Sequence[Kind]) -> tuple[Finding, ...]:
    if not departments:
        return ()
    if len(places) == 1 and places[0].level is Level.COUNTY and set(departments) <= set(OFFICERS):
        return ()
    return (Finding("department_misplaced", "部门的任务由县级办公室交给本县的部门。"),)


def _refusals(places: Sequence[RegionCode], asked: Asked, on: date) -> tuple[Finding, ...]:
    found = []
    if not asked.title.strip():
        found.append(Finding("title_missing", "请写明任务是什么。"))
    if asked.due_on < on:
        found.append(Finding("due_in_the_past", "办结期限已经过去：请改为今天或以后的日期。"))
    if not places:
        found.append(Finding("places_missing", "请选择交给哪些地方。"))
    if len(places) > MOST_PLACES:
        text = f"一次最多交给 {MOST_PLACES} 个地方：请按乡镇分几次。"
        found.append(Finding("too_many_places", text))
    return (*found, *outside(place.code for place in places))
