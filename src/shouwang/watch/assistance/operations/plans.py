"""Drawing up a plan, and planning, changing, delivering and ending its measures.

Every act locks the plan, compares the revision that its writer saw, and adds to the history. The
number of an act is made by the client: the same once more changes nothing and gives what it gave.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.models import Case
from shouwang.watch.assistance import policy, rules
from shouwang.watch.assistance.errors import ActReused, MeasureUnknown, PlanUnknown
from shouwang.watch.assistance.models import Measure, MeasureAct, MeasureState, Plan
from shouwang.watch.assistance.models.plans import MOST_RISKS
from shouwang.watch.assistance.queries.source import IDENTIFICATION
from shouwang.watch.assistance.rules import Delivery, Draft
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household

LARGEST = "largest_measure_fen"
Kind = MeasureAct.Kind


@transaction.atomic
def draw_up(
    *, by: AbstractBaseUser, at: datetime, household: Household, risks: Sequence[str]
) -> Reading[Plan]:
    """Draw up the plan of the year, or give the one that is there already."""
    on = timezone.localdate(at)
    Household.objects.select_for_update().get(pk=household.pk)
    standing = Plan.objects.filter(household=household, year=on.year).first()
    if standing is not None:
        return Reading(standing)
    if household.ended_on is not None and household.ended_on <= on:
        return Reading(None, (_ended(),))
    plan = Plan.objects.create(
        household=household,
        region_code=household.region_code,
        year=on.year,
        era=policy.era_on(on),
        risks=list(risks)[:MOST_RISKS],
        causes=list(household.causes.order_by("rank").values_list("cause", flat=True)),
        case=_case_of(household.number),
        drawn_up_by_id=by.pk,
        drawn_up_on=on,
    )
    _journal(by, "assistance.draw_up", plan, {"year": plan.year, "risks": len(plan.risks)})
    return Reading(plan)


@transaction.atomic
def plan_measure(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, plan: int, revision: int, draft: Draft
) -> Reading[Measure]:
    """Take a measure into the plan; `act_id` becomes its number. Raises PlanUnknown, ActReused."""
    held = _locked(plan)
    known = Measure.objects.filter(pk=act_id).first()
    if known is not None:
        if known.plan_id != plan:
            raise ActReused(number=act_id)
        return Reading(known)
    findings = (*_standing(held, revision, at), *_checked(held, draft, at))
    if findings:
        return Reading(None, findings)
    measure = Measure(
        id=act_id, plan=held, region_code=held.region_code, productive=_productive(draft.kind)
    )
    _write(measure, draft)
    measure.save(force_insert=True)
    _acted(by, at, act_id, measure, Kind.TAKEN, "", {})
    return Reading(measure)


@transaction.atomic
def change_measure(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    measure: UUID,
    revision: int,
    draft: Draft,
    reason: str,
) -> Reading[Measure]:
    """Change a measure that is still planned, with the reason. Raises MeasureUnknown, ActReused."""
    held, done = _held(measure, act_id, Kind.CHANGED)
    if done:
        return Reading(held)
    findings = [*_standing(held.plan, revision, at), *rules.changeable(held.state)]
    findings += _checked(held.plan, draft, at)
    if not reason.strip():
        findings.append(Finding("reason_missing", "请写明调整的理由。"))
    if findings:
        return Reading(None, tuple(findings))
    before = {one.name: _plain(getattr(held, one.name)) for one in fields(draft)}
    _write(held, draft)
    held.productive = _productive(draft.kind)
    held.save()
    _acted(by, at, act_id, held, Kind.CHANGED, reason, before)
    return Reading(held)


@transaction.atomic
def deliver_measure(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    measure: UUID,
    revision: int,
    delivery: Delivery,
    proof: Paper | None,
) -> Reading[Measure]:
    """Say that a measure was delivered, with what proves it. Raises MeasureUnknown, ActReused."""
    held, done = _held(measure, act_id, Kind.DELIVERED)
    if done:
        return Reading(held)
    findings = (
        *_standing(held.plan, revision, at),
        *rules.deliverable(
            delivery,
            state=held.state,
            proved=proof is not None,
            most_fen=_most(held.plan, at),
            on=timezone.localdate(at),
        ),
    )
    if findings:
        return Reading(None, findings)
    held.state, held.delivered_on = MeasureState.DELIVERED, delivery.on
    held.paid_fen, held.actual_fen, held.proof = delivery.paid_fen, delivery.actual_fen, proof
    held.save()
    _acted(by, at, act_id, held, Kind.DELIVERED, "", {"state": MeasureState.PLANNED.value})
    return Reading(held)


@transaction.atomic
def end_measure(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, measure: UUID, revision: int, reason: str
) -> Reading[Measure]:
    """End a measure with its reason; what was delivered stays on record."""
    held, done = _held(measure, act_id, Kind.ENDED)
    if done:
        return Reading(held)
    findings = (*_standing(held.plan, revision, at), *rules.endable(held.state, reason))
    if findings:
        return Reading(None, findings)
    before = {"state": held.state}
    held.state = MeasureState.ENDED
    held.save()
    _acted(by, at, act_id, held, Kind.ENDED, reason, before)
    return Reading(held)


def _locked(plan: int) -> Plan:
    found = Plan.objects.select_for_update().filter(pk=plan).first()
    if found is None:
        raise PlanUnknown()
    return found


def _held(number: UUID, act_id: UUID, kind: Kind) -> tuple[Measure, bool]:
    """The measure under its plan's lock, and whether this act was done already."""
    found = Measure.objects.filter(pk=number).first()
    if found is None:
        raise MeasureUnknown()
    plan = _locked(found.plan_id)
    found.refresh_from_db()
    found.plan = plan
    known = MeasureAct.objects.filter(pk=act_id).first()
    if known is not None and (known.measure_id, known.kind) != (number, kind):
        raise ActReused(number=act_id)
    return found, known is not None


def _standing(plan: Plan, revision: int, at: datetime) -> tuple[Finding, ...]:
    """What stands against any act: an older revision, a household that has ended."""
    found = []
    if plan.revision != revision:
        found.append(_stale(plan))
    home = Household.objects.get(pk=plan.household_id)
    if home.ended_on is not None and home.ended_on <= timezone.localdate(at):
        found.append(_ended())
    return tuple(found)


def _stale(plan: Plan) -> Finding:
    last = (
        MeasureAct.objects.filter(measure__plan=plan).select_related("by").order_by("-at").first()
    )
    who = f"{last.by} 于 {timezone.localtime(last.at):%Y-%m-%d %H:%M} " if last else ""
    return Finding(
        "plan_changed", f"{who}改过这份计划：下面已是最新内容，您填的还在，请核对后再保存一次。"
    )


def _ended() -> Finding:
    return Finding("household_ended", "这一户已经销户，不能再安排帮扶：请到并入的那一户办理。")


def _checked(plan: Plan, draft: Draft, at: datetime) -> tuple[Finding, ...]:
    on = timezone.localdate(at)
    return rules.plannable(draft, kinds=policy.catalogue().kinds, most_fen=_most(plan, at), on=on)


def _most(plan: Plan, at: datetime) -> int:
    pack = policy.pack_of(plan.region_code)
    prefix = RegionCode(plan.region_code).prefix
    return pack.resolve(LARGEST, prefix, timezone.localdate(at)).value


def _productive(kind: str) -> bool:
    return policy.catalogue().kinds[kind].get("productive") is True


def _write(measure: Measure, draft: Draft) -> None:
    for one in fields(draft):
        setattr(measure, one.name, getattr(draft, one.name))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _acted(
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    measure: Measure,
    kind: Kind,
    reason: str,
    before: dict[str, Any],
) -> None:
    """The line of history, the plan's new revision and the journal."""
    MeasureAct.objects.create(
        id=act_id,
        measure=measure,
        region_code=measure.region_code,
        kind=kind,
        by_id=by.pk,
        at=at,
        reason=reason.strip() or None,
        before=before,
    )
    plan = measure.plan
    plan.revision += 1
    plan.save(update_fields=["revision"])
    evidence = {"plan": plan.pk, "kind": measure.kind, "revision": plan.revision}
    _journal(by, f"assistance.measure_{kind.value}", measure, evidence)


def _journal(
    by: AbstractBaseUser, act: str, subject: Plan | Measure, evidence: dict[str, Any]
) -> None:
    region = RegionCode(subject.region_code)
    journal.record(by=by, act=act, subject=subject, region=region, evidence=evidence)


def _case_of(number: str) -> UUID | None:
    """The identification that took effect last."""
    cases = Case.objects.filter(
        subject_kind="household", subject_id=number, procedure=IDENTIFICATION, effect=True
    )
    found: UUID | None = cases.order_by("-finished_on").values_list("pk", flat=True).first()
    return found
