"""A check of the criteria: written down, signed, and the case taken on in the same transaction."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.procedures import operations as procedures
from shouwang.procedures import queries as cases
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.procedures.rules import Transition
from shouwang.watch.exits import queries, rules
from shouwang.watch.exits.models import CriteriaCheck
from shouwang.watch.exits.queries import Computed
from shouwang.watch.exits.rules import Confirmed, Seen
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.rules import Ink

KIND = "criteria_check"
# the income account is what the check computed and shows
OWN_KINDS = (KIND, "income_account")


@dataclass(frozen=True, slots=True)
class Told:
    """What the form hands over."""

    confirmed: Sequence[Confirmed]
    signer: str
    ink: str = ""
    paper: int | None = None
    visit: str = ""  # "visits.homevisit:…"
    transition: str = ""
    revision: int = 0
    reason: str = ""
    signers: Sequence[int] = ()


@transaction.atomic
def check(
    *, by: AbstractBaseUser, at: datetime, number: UUID, case: Case, home: Household, told: Told
) -> Reading[CriteriaCheck]:
    """Keep a check and take the case's way with it: both, or neither and what stands against it.

    The same number once more gives the check that it made.
    """
    known = CriteriaCheck.objects.filter(pk=number).first()
    if known is not None:
        return Reading(known)
    computed = queries.compute(home, case.procedure, timezone.localdate(at))
    way = cases.declaration_of(case.version).transitions.get(told.transition)
    findings = _against(computed, told, case, way)
    if findings or way is None:
        return Reading(None, findings)
    kept = transaction.savepoint()
    made = _written(by, at, number, case, home, computed, told)
    reading = procedures.advance(
        by=by,
        at=at,
        act_id=uuid5(number, told.transition),
        case=case.pk,
        revision=told.revision,
        transition=told.transition,
        reason=told.reason,
        evidence=_evidence(made, way, told),
        signers=told.signers,
    )
    if reading.value is None:
        transaction.savepoint_rollback(kept)
        return Reading(None, reading.findings)
    transaction.savepoint_commit(kept)
    return Reading(made)


def passes(case: Case, way: Transition) -> bool:
    """Whether a way leads on towards what the procedure is for."""
    target = cases.declaration_of(case.version).steps[way.leads_to(case.step)]
    return not target.final or target.effect


def _against(
    computed: Computed, told: Told, case: Case, way: Transition | None
) -> tuple[Finding, ...]:
    if way is None or KIND not in way.evidence:
        return (Finding("way_unknown", "请选择怎样办理。"),)
    seen = [Seen(one.name, one.label, one.met, one.refuses) for one in computed.criteria]
    found = list(rules.refusals(seen, told.confirmed, passing=passes(case, way)))
    if not told.signer.strip():
        found.append(Finding("signer_missing", "请写明签字的农户姓名。"))
    if not told.paper and not Ink(told.ink).drawn:
        found.append(Finding("unsigned", "农户还没有签字：请在屏幕上签，或选择拍好的签字表。"))
    return tuple(found)


def _written(
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    case: Case,
    home: Household,
    computed: Computed,
    told: Told,
) -> CriteriaCheck:
    confirmed = {one.name: one for one in told.confirmed}
    content = [
        asdict(one) | {"confirmed": asdict(confirmed[one.name])} for one in computed.criteria
    ]
    made = CriteriaCheck.objects.create(
        id=number,
        household=home,
        region_code=home.region_code,
        case=case,
        procedure=case.procedure,
        on=computed.on,
        policy_version=computed.policy,
        content=json.dumps(content, ensure_ascii=False),
        met=rules.all_met(told.confirmed),
        signer=told.signer.strip(),
        ink=told.ink or None,
        paper_id=told.paper,
        by_id=by.pk,
        at=at,
    )
    journal.record(
        by=by,
        act="exits.check_criteria",
        subject=journal.Subject("exits.criteriacheck", str(number)),
        region=home.region_code,
        evidence={"case": str(case.pk), "met": made.met, "policy": computed.policy},
    )
    return made


def _evidence(made: CriteriaCheck, way: Transition, told: Told) -> list[Evidence]:
    found = [
        Evidence(kind, f"exits.criteriacheck:{made.pk}")
        for kind in OWN_KINDS
        if kind in way.evidence
    ]
    if told.visit and "home_visit" in way.evidence:
        found.append(Evidence("home_visit", told.visit))
    return found
