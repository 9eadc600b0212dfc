"""Taking a report up, moving it through its procedure, linking it to its household."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal, scope
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures import operations as procedures
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.watch.monitoring import operations as monitoring
from shouwang.watch.registry.models import Household
from shouwang.watch.reports import queries
from shouwang.watch.reports.errors import PlaceUnknown, ReportUnknown
from shouwang.watch.reports.models import Report, ReportEvent
from shouwang.watch.reports.operations.telling import tell_holder, tell_waiting
from shouwang.watch.reports.rules import (
    ANSWER,
    HANDED,
    MOVE,
    OVER,
    PROCEDURE,
    TOLD,
    WITH_WORDS,
    State,
)

SUBJECT = "report"
GROUND = "self_report"  # in codes/reports.yaml
# the words themselves are encrypted beside the report; a case's history says that they exist
_REASON = "说明见申报经过"


@transaction.atomic
def take_up(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    report: UUID,
    household: Household | None = None,
) -> Reading[Report]:
    """Take a waiting report up: its case begins, and a known household gets a clue.

    The same `act_id` once more changes nothing. Raises ReportUnknown, ProcedureUnknown.
    """
    locked = _locked(report)
    if _is_done(act_id):
        return Reading(locked)
    if locked.state != State.RECEIVED:
        return refused("taken_up_already", "这件申报已经有人受理：请刷新页面，接着办理。")
    opened = procedures.open_case(
        by=by,
        at=at,
        act_id=act_id,
        procedure=PROCEDURE,
        subject=Subject(SUBJECT, str(locked.pk)),
        region_code=locked.region_code,
    )
    if opened.value is None:
        return Reading(None, opened.findings)
    _mirror(locked, opened.value)
    if household is not None:
        locked.household = household
    if locked.household is not None:
        _raise_clue(locked, by, at)
    locked.save()
    _note(locked, act_id, by, at, "take_up")
    return Reading(locked)


@transaction.atomic
def proceed(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    report: UUID,
    revision: int,
    way: str,
    words: str = "",
    to_place: str = "",
) -> Reading[Report]:
    """Take a way of the procedure, with words for whoever reads them: the household or the next.

    `revision` is that of the case as the person saw it. `to_place` is the village to which `move`
    hands the report; it must lie in the scope, else the report goes to the level above first.
    Raises ReportUnknown, PlaceUnknown.
    """
    locked = _locked(report)
    if _is_done(act_id):
        return Reading(locked)
    against = _against(locked, way, words)
    if against:
        return Reading(None, against)
    village = _village(to_place) if way == MOVE else None
    moved = procedures.advance(
        by=by,
        at=at,
        act_id=act_id,
        case=locked.case,  # type: ignore[arg-type]  # _against has seen to it
        revision=revision,
        transition=way,
        reason=_REASON if way in WITH_WORDS else "",
        evidence=_evidence(locked, way),
    )
    if moved.value is None:
        return Reading(None, moved.findings)
    _follow(locked, moved.value, way, words.strip(), by, at)
    _note(locked, act_id, by, at, way, words.strip(), village.code if village else "")
    if village is not None:
        _hand_over(locked, village, at)
    elif way in HANDED:
        tell_holder(locked, at=at, once=f"report {act_id}")
    return Reading(locked)


@transaction.atomic
def link(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, report: UUID, household: Household
) -> Reading[Report]:
    """Say which household a report is about; one under way makes a clue. Raises ReportUnknown."""
    locked = _locked(report)
    if _is_done(act_id):
        return Reading(locked)
    if household.region_code != locked.region_code:
        return refused("another_village", "这户不在申报写的村：请先转到那个村，或核对是哪一户。")
    locked.household = household
    if locked.case is not None and State(locked.state) not in OVER:
        _raise_clue(locked, by, at)
    locked.save(update_fields=["household", "clue"])
    _note(locked, act_id, by, at, "link")
    journal.record(
        by=by,
        act="reports.link",
        subject=locked,
        region=locked.region_code,
        evidence={"household": household.number},
    )
    return Reading(locked)


def _locked(number: UUID) -> Report:
    found = Report.objects.select_for_update(of=("self",)).select_related("household")
    locked = found.filter(pk=number).first()
    if locked is None:
        raise ReportUnknown(number=number)
    return locked


def _is_done(act_id: UUID) -> bool:
    return ReportEvent.objects.filter(pk=act_id).exists()


def _against(report: Report, way: str, words: str) -> tuple[Finding, ...]:
    if report.case is None:
        return (Finding("not_taken_up", "这件申报还没有受理：请先点“受理”。"),)
    if way in WITH_WORDS and not words.strip():
        return (Finding("words_missing", "请写几句话：答复给农户看，转办、重办给接手的人看。"),)
    return ()


def _village(code: str) -> RegionCode:
    place = queries.village(code)
    if place is None or not scope.current().contains(place):
        raise PlaceUnknown(code=code)
    return place


def _evidence(report: Report, way: str) -> tuple[Evidence, ...]:
    if way != ANSWER:
        return ()
    return (Evidence("report_answer", f"{report._meta.label_lower}:{report.pk}"),)


def _follow(
    report: Report, case: Case, way: str, words: str, by: AbstractBaseUser, at: datetime
) -> None:
    """The report follows its case; what was said to the household stands on it."""
    _mirror(report, case)
    if way in TOLD:
        report.answer, report.answered_on = words, timezone.localdate(at)
    if case.finished_on is not None and report.clue is not None:
        monitoring.cease_clue(by=by, at=at, number=report.clue)
    report.save()


def _mirror(report: Report, case: Case) -> None:
    final = case.finished_on is not None
    report.case = case.pk
    # a report that was moved waits anew: `_hand_over` says so
    report.state = case.step if case.step != "moved" else report.state
    report.holder, report.due_on = case.awaits, case.due_on
    report.closed_on = case.finished_on if final else None


def _hand_over(report: Report, village: RegionCode, at: datetime) -> None:
    """It waits in another village, with a new deadline; history and ratings go with it."""
    due_on = queries.take_up_by(report.category, village, timezone.localdate(at))
    changed: Mapping[str, Any] = {
        "region_code": village.code,
        "state": State.RECEIVED.value,
        "case": None,
        "holder": "",
        "household": None,
        "clue": None,
        "closed_on": None,
        "due_on": due_on,
    }
    for name, value in changed.items():
        setattr(report, name, value)
    report.save(update_fields=list(changed))
    tell_waiting(report, at=at)


def _raise_clue(report: Report, by: AbstractBaseUser, at: datetime) -> None:
    assert report.household is not None
    clue = monitoring.raise_clue(
        by=by,
        at=at,
        household=report.household,
        ground=GROUND,
        evidence={
            "reported_on": timezone.localdate(report.at).isoformat(),
            "trouble": queries.category_label(report.category),
        },
    )
    report.clue = clue.pk


def _note(
    report: Report,
    act_id: UUID,
    by: AbstractBaseUser,
    at: datetime,
    way: str,
    words: str = "",
    to_place: str = "",
) -> None:
    ReportEvent.objects.create(
        id=act_id,
        report=report,
        region_code=report.region_code,
        way=way,
        state=report.state,
        to_place=to_place,
        words=words or None,
        by_id=by.pk,
        at=at,
    )
