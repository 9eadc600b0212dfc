"""Handing a task out, to one place or to many at once."""

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
from shouwang.watch.accountability.models import Task
from shouwang.watch.accountability.operations.opening import (
    Refused,
    alone_with,
    open_for,
    outside,
)
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
) -> Reading[list[Task]]:
    """Give a task to places, or to one person who holds a duty in the one place; all or none.

    The same `batch` once more gives the tasks that it made.
    """
    if found := _refusals(places, asked, timezone.localdate(at)):
        return Reading(None, found)
    try:
        with transaction.atomic():
            return Reading(_handed_out(by, at, batch, places, asked, account))
    except Refused as refusal:
        return Reading(None, refusal.findings)


def _handed_out(
    by: AbstractBaseUser,
    at: datetime,
    batch: UUID,
    places: Sequence[RegionCode],
    asked: Asked,
    account: Account | None,
) -> list[Task]:
    alone_with(batch)
    known = list(Task.objects.filter(batch=batch).order_by("region_code"))
    if known:
        return known
    made = Task.objects.bulk_create(
        Task(
            batch=batch,
            case_id=uuid5(batch, place.code),
            region_code=place.code,
            duty=_DOERS.get(place.level, Kind.COUNTY_OFFICE).value,
            account=account,
            title=asked.title.strip(),
            what=asked.what.strip(),
            document=asked.document.strip(),
            due_on=asked.due_on,
            by_id=by.pk,
            at=at,
        )
        for place in sorted(set(places), key=str)
    )
    for task in made:
        open_for(
            by=by,
            at=at,
            case=task.case_id,
            procedure=task_for(RegionCode(task.region_code)),
            subject=Subject(KIND, str(task.pk)),
            region_code=task.region_code,
        )
    journal.record(
        by=by,
        act="accountability.hand_out",
        subject=Subject("accountability.task", str(batch)),
        region=_around(places),
        evidence={"tasks": len(made), "due_on": asked.due_on, "document": asked.document},
    )
    return made


def _around(places: Sequence[RegionCode]) -> RegionCode:
    """The place itself, or the county that they lie in."""
    return places[0] if len(places) == 1 else RegionCode.of(places[0].county)


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
