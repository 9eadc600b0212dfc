"""A fair assignment in one click: worked out, looked at, applied, undone."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing import policy, queries, rules
from shouwang.watch.pairing.errors import NoHelpers, PlanUnknown
from shouwang.watch.pairing.models import Pairing, Plan, Reason
from shouwang.watch.pairing.operations.telling import tell_helpers
from shouwang.watch.pairing.operations.writing import lock, solved, write
from shouwang.watch.pairing.rules import Problem


@transaction.atomic
def prepare(*, by: AbstractBaseUser, at: datetime, act_id: UUID, place: RegionCode) -> Plan:
    """Work a plan out for a place and keep it; no pair is changed yet.

    The same number once more gives the plan that it made. Raises NoHelpers, SolverFailed.
    """
    known = Plan.objects.filter(pk=act_id).first()
    if known is not None:
        return known
    terms = policy.terms(place, timezone.localdate(at))
    problem = queries.situation(place, timezone.localdate(at), terms)
    if not problem.room:
        raise NoHelpers(place="本地区")
    answer = solved(problem)
    figures = rules.measure(problem, answer, min(terms.quotas.values(), default=1))
    held = {home.key: home.helper for home in problem.homes}
    moved = sorted(home for home, helper in answer.pairs.items() if held[home] != helper)
    made = Plan.objects.create(
        id=act_id,
        region_code=place.code,
        by_id=by.pk,
        at=at,
        basis=queries.digest(problem),
        households=moved,
        helpers=[answer.pairs[home] for home in moved],
        figures=asdict(figures),
    )
    said = {"changes": len(moved), "missing": len(answer.missing)}
    journal.record(
        by=by, act="pairing.prepare", subject=_subject(made), region=place, evidence=said
    )
    return made


@transaction.atomic
def apply(*, by: AbstractBaseUser, at: datetime, number: UUID) -> Reading[Plan]:
    """Change the pairs as the plan says, or say why not; the same once more changes nothing."""
    plan, place = _locked(number)
    if plan.state != Plan.State.PREVIEW:
        return Reading(plan)
    if queries.digest(_now(place, at)) != plan.basis:
        return Reading(None, (_overtaken(),))
    write(
        by=by,
        at=at,
        act=plan.pk,
        households=plan.households,
        helpers=plan.helpers,
        reason=Reason.ASSIGNED,
    )
    plan.state, plan.applied_at = Plan.State.APPLIED, at
    plan.outcome = queries.digest(_now(place, at))
    plan.save(update_fields=["state", "applied_at", "outcome"])
    tell_helpers(plan.helpers, at=at, once=f"pairing.apply:{plan.pk}")
    _record(plan, by, "pairing.apply")
    return Reading(plan)


@transaction.atomic
def undo(*, by: AbstractBaseUser, at: datetime, number: UUID) -> Reading[Plan]:
    """Give every household the helper it had before, while nothing else has changed since."""
    plan, place = _locked(number)
    if plan.state == Plan.State.UNDONE:
        return Reading(plan)
    if plan.state != Plan.State.APPLIED or queries.digest(_now(place, at)) != plan.outcome:
        return refused(
            "changed_since", "执行以后又有结对或人员变动，不能整体撤销：请在农户页面逐户调整。"
        )
    act = uuid5(plan.pk, "undo")
    before = list(
        Pairing.objects.filter(ended_act=plan.pk)
        .order_by("household_id")
        .values_list("household_id", "helper_id")
    )
    Pairing.objects.filter(queries.NOW, act=plan.pk).update(during=_until(at), ended_act=act)
    write(
        by=by,
        at=at,
        act=act,
        households=[household for household, _helper in before],
        helpers=[helper for _household, helper in before],
        reason=Reason.UNDONE,
    )
    plan.state, plan.undone_at = Plan.State.UNDONE, at
    plan.save(update_fields=["state", "undone_at"])
    _record(plan, by, "pairing.undo")
    return Reading(plan)


def _until(at: datetime) -> Func:
    return Func(Func(F("during"), function="lower"), Value(at), function="tstzrange")


def _locked(number: UUID) -> tuple[Plan, RegionCode]:
    found = Plan.objects.filter(pk=number).first()
    if found is None:
        raise PlanUnknown
    place = RegionCode(found.region_code)
    lock(place)
    return Plan.objects.get(pk=number), place


def _now(place: RegionCode, at: datetime) -> Problem:
    on = timezone.localdate(at)
    return queries.situation(place, on, policy.terms(place, on))


def _overtaken() -> Finding:
    return Finding(
        "changed_meanwhile", "计算以后，有人改动了结对、农户或帮扶责任人：请重新计算再确认。"
    )


def _subject(plan: Plan) -> journal.Subject:
    return journal.Subject("pairing.plan", str(plan.pk))


def _record(plan: Plan, by: AbstractBaseUser, act: str) -> None:
    journal.record(
        by=by,
        act=act,
        subject=_subject(plan),
        region=plan.region_code,
        evidence={"changes": len(plan.households)},
    )
