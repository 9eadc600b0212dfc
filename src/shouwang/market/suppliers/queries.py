"""Who supplies, for whom somebody acts, and which share holds on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from shouwang.market.members.models import Member
from shouwang.market.suppliers.errors import NotYours
from shouwang.market.suppliers.models import Agreement, Staff, State, Supplier, SupplierEvent


def staff_of(member: Member) -> Staff | None:
    """For whom the member acts now, and in which role."""
    acting = Staff.objects.filter(member=member, ended_at=None).select_related("supplier")
    return acting.first()


def supplier_of(member: Member) -> Supplier | None:
    """The supplier that the member acts for, in whatever state; None for a mere shopper."""
    acting = staff_of(member)
    return acting.supplier if acting else None


def acting(member: Member, roles: Collection[str]) -> Supplier:
    """The supplier in business that the member may act for in one of the roles. Raises NotYours."""
    found = staff_of(member)
    if found is None or found.role not in roles or not found.supplier.is_active:
        raise NotYours
    return found.supplier


def people(supplier: Supplier) -> Sequence[Staff]:
    """Who acts for the supplier now."""
    now = supplier.staff.filter(ended_at=None).select_related("member")
    return list(now.order_by("began_at", "pk"))


def events(supplier: Supplier) -> Sequence[SupplierEvent]:
    """What happened to the entry, the latest first."""
    return list(supplier.events.select_related("by").order_by("-at", "pk"))


def waiting() -> QuerySet[Supplier]:
    """Entries that the operator has to look at, the oldest first."""
    return Supplier.objects.filter(state=State.APPLIED).order_by("applied_at", "pk")


def in_business() -> QuerySet[Supplier]:
    """Suppliers whose goods may be sold, by name."""
    return Supplier.objects.filter(is_active=True).order_by("name", "pk")


def agreements(supplier: Supplier) -> Sequence[Agreement]:
    """Every version, the newest first."""
    return list(supplier.agreements.order_by("-version"))


def agreement_on(supplier: UUID, on: date) -> Agreement | None:
    """The version that holds on the day; None before the first."""
    begun = Agreement.objects.filter(supplier_id=supplier, from_on__lte=on)
    return begun.order_by("-version").first()


def shares_on(suppliers: Collection[UUID], on: date) -> dict[UUID, int]:
    """By supplier the households' share of the goods' price on the day, per mille.

    Suppliers without an agreement are left out.
    """
    begun = Agreement.objects.filter(supplier=OuterRef("pk"), from_on__lte=on).order_by("-version")
    rows = Supplier.objects.filter(pk__in=list(suppliers)).annotate(
        share=Subquery(begun.values("share_per_mille")[:1])
    )
    return {pk: share for pk, share in rows.values_list("pk", "share") if share is not None}
