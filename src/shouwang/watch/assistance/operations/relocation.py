"""Resettled households: taking one up, and settling the points of its list."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.errors import ActReused
from shouwang.watch.assistance.models import RelocationStep, Resettlement
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household


@transaction.atomic
def take_up(
    *,
    by: AbstractBaseUser,
    at: datetime,
    household: Household,
    site: str,
    moved_on: date,
    children: bool,
) -> Reading[Resettlement]:
    """Take a resettled household up; one that is there already is given as it is."""
    Household.objects.select_for_update().get(pk=household.pk)
    standing = Resettlement.objects.filter(household=household).first()
    if standing is not None:
        return Reading(standing)
    if not site.strip():
        return Reading(None, (Finding("site_missing", "请填写安置点名称。"),))
    if moved_on > timezone.localdate(at):
        return Reading(None, (Finding("moved_later", "搬迁日期还没有到。"),))
    if household.ended_on is not None:
        return Reading(None, (Finding("household_ended", "这一户已经销户。"),))
    made = Resettlement.objects.create(
        household=household,
        region_code=household.region_code,
        site=site.strip(),
        moved_on=moved_on,
        children=children,
        by_id=by.pk,
    )
    _journal(by, "assistance.resettled", made, {"moved_on": moved_on})
    return Reading(made)


@transaction.atomic
def settle(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    resettlement: Resettlement,
    item: str,
    done_on: date,
    proof: Paper | None,
    settled: bool = True,
) -> Reading[RelocationStep]:
    """Settle a point of the list with its proof, or open it again. Raises ActReused."""
    known = RelocationStep.objects.filter(pk=act_id).first()
    if known is not None:
        if (known.resettlement_id, known.item) != (resettlement.pk, item):
            raise ActReused(number=act_id)
        return Reading(known)
    findings = []
    if item not in policy.codes("relocation_items"):
        findings.append(Finding("item_unknown", "政策包里没有这个事项。"))
    if settled and proof is None:
        findings.append(Finding("proof_missing", "请上传凭证，或选一份已有的材料。"))
    if done_on > timezone.localdate(at):
        findings.append(Finding("delivered_later", "办结日期还没有到。"))
    if findings:
        return Reading(None, tuple(findings))
    made = RelocationStep.objects.create(
        id=act_id,
        resettlement=resettlement,
        region_code=resettlement.region_code,
        item=item,
        settled=settled,
        done_on=done_on,
        proof=proof,
        by_id=by.pk,
        at=at,
    )
    _journal(by, "assistance.relocation_settled", made, {"item": item, "settled": settled})
    return Reading(made)


def _journal(
    by: AbstractBaseUser, act: str, subject: Resettlement | RelocationStep, evidence: dict
) -> None:
    journal.record(
        by=by, act=act, subject=subject, region=RegionCode(subject.region_code), evidence=evidence
    )
