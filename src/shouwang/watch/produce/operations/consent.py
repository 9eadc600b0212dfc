"""At the counter: a household agrees to supply through somebody, and may withdraw it."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.bridge.errors import AlreadyLinked, LinkUnknown
from shouwang.bridge.models import Holder, Link, SupplierCard
from shouwang.kernel import journal
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.registry.models import Household

AGREED_TWICE = "already_linked"


@transaction.atomic
def agree(
    *,
    by: AbstractBaseUser,
    at: datetime,
    link_id: UUID,
    household: Household,
    supplier: UUID,
    may_honour: bool,
) -> Reading[tuple[Link, str]]:
    """Record that the household agrees; gives the link and its pass, which is shown once.

    `link_id` is made by the client: the same once more gives the same link without a pass.
    """
    card = SupplierCard.objects.filter(pk=supplier, is_active=True).first()
    if card is None:
        return refused("supplier_unknown", "没有这个供货主体，或者它已停业：请改选。")
    if household.ended_on is not None:
        return refused("household_ended", "这户已经销户，不能再登记同意。")
    is_new = not Link.objects.filter(pk=link_id).exists()
    try:
        link, secret = bridge.agree(
            id=link_id,
            supplier=supplier,
            household=household.number,
            region_code=household.region_code,
            on=timezone.localdate(at),
            may_honour=may_honour,
        )
    except AlreadyLinked:
        return refused(AGREED_TWICE, f"这户已经同意向“{card.name}”供货，不用再登记。")
    if is_new:
        _journal(by, "produce.agree", link, household.number, {"honour": may_honour})
    return Reading((link, secret))


@transaction.atomic
def new_pass(*, by: AbstractBaseUser, link: UUID) -> Reading[str]:
    """Another pass for a household that lost its own; the old one ends at once."""
    try:
        secret = bridge.new_secret(link)
    except LinkUnknown:
        return refused("link_withdrawn", "这户已经撤回同意，不能再发口令。")
    found = Holder.objects.select_related("link").get(pk=link)
    _journal(by, "produce.new_pass", found.link, found.household, {})
    return Reading(secret)


@transaction.atomic
def withdraw(*, by: AbstractBaseUser, at: datetime, link: UUID) -> bool:
    """The household withdraws: today's orders are the last to count. False when it had before."""
    if not bridge.withdraw(link, on=timezone.localdate(at)):
        return False
    found = Holder.objects.select_related("link").get(pk=link)
    _journal(by, "produce.withdraw", found.link, found.household, {})
    return True


def _journal(
    by: AbstractBaseUser, act: str, link: Link, household: str, more: dict[str, object]
) -> None:
    journal.record(
        by=by,
        act=act,
        subject=journal.Subject("household", household),
        region=RegionCode(link.region_code),
        evidence={"link": str(link.pk), "supplier": str(link.supplier_id), **more},
    )
