"""Entering as a supplier, being accepted, stopped and ended; people; shares of households."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.market.members.models import Member
from shouwang.market.suppliers.errors import (
    ActReused,
    AgreementGoesBack,
    AlreadySupplier,
    NotYours,
    NumberTaken,
    ReasonMissing,
    StateRefuses,
)
from shouwang.market.suppliers.models import (
    Agreement,
    Kind,
    Role,
    Staff,
    State,
    Supplier,
    SupplierEvent,
)
from shouwang.market.suppliers.rules import WITH_REASON, may_become


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """What a supplier says of itself; `proof` is its checked number (`rules.read_number`)."""

    kind: Kind
    name: str
    proof: str
    contact_name: str
    telephone: str
    village_code: str
    introduction: str = ""


def enter(
    *, number: UUID, entry: Entry, by: Member, at: datetime, is_demonstration: bool = False
) -> Supplier:
    """Apply to supply; the member becomes the owner. The same number again is the same entry.

    Who was refused corrects the entry and applies again with it. Raises AlreadySupplier,
    NumberTaken, ActReused.
    """
    known = Supplier.objects.filter(pk=number).first()
    if known is not None:
        return _own(known, by)
    try:
        with transaction.atomic():
            refused = Supplier.objects.select_for_update().filter(
                state=State.REFUSED, staff__member=by, staff__ended_at=None
            )
            if (earlier := refused.first()) is not None:
                return _entered_again(earlier, number, entry, by, at)
            return _entered(number, entry, by, at, is_demonstration)
    except IntegrityError as error:
        raise _refusal(error) from error


def _own(known: Supplier, by: Member) -> Supplier:
    if not known.staff.filter(member=by).exists():
        raise ActReused
    return known


def _entered(
    number: UUID, entry: Entry, by: Member, at: datetime, is_demonstration: bool
) -> Supplier:
    supplier = Supplier.objects.create(
        number=number, applied_at=at, is_demonstration=is_demonstration, **_said(entry)
    )
    Staff.objects.create(member=by, supplier=supplier, role=Role.OWNER, began_at=at)
    _write_event(supplier, act=number, by=by, at=at)
    return supplier


def _entered_again(
    earlier: Supplier, act: UUID, entry: Entry, by: Member, at: datetime
) -> Supplier:
    if SupplierEvent.objects.filter(pk=act).exists():
        return earlier
    for field, value in _said(entry).items():
        setattr(earlier, field, value)
    earlier.state, earlier.reason, earlier.applied_at = State.APPLIED, "", at
    earlier.save()
    _write_event(earlier, act=act, by=by, at=at)
    return earlier


def _said(entry: Entry) -> dict[str, Any]:
    is_micro = entry.kind == Kind.MICRO
    return {
        "kind": entry.kind,
        "name": entry.name.strip(),
        "credit_code": None if is_micro else entry.proof,
        "identity": entry.proof if is_micro else None,
        "contact_name": entry.contact_name,
        "telephone": entry.telephone,
        "county_code": entry.village_code[:6].ljust(12, "0"),
        "village_code": entry.village_code,
        "introduction": entry.introduction,
    }


def _refusal(error: IntegrityError) -> Exception:
    refusals: dict[str, Callable[[], Exception]] = {
        "staff_of_one_supplier": AlreadySupplier,
        "supplier_identity_once": NumberTaken,
        "suppliers_supplier_credit_code_key": NumberTaken,
        "suppliers_supplier_pkey": ActReused,
    }
    cause = error.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
    return refusals.get(name, lambda: error)()


@transaction.atomic
def decide(
    *, act_id: UUID, number: UUID, state: State, words: str, by: Member | None, at: datetime
) -> Supplier:
    """The operator accepts, refuses, suspends, takes up again or ends; the county's card follows.

    The same act again changes nothing. Raises NotYours, StateRefuses, ReasonMissing.
    """
    if by is not None and not by.is_operator:
        raise NotYours
    supplier = Supplier.objects.select_for_update().get(pk=number)
    if SupplierEvent.objects.filter(pk=act_id).exists():
        return supplier
    if not may_become(supplier.state, state):
        raise StateRefuses(state=supplier.get_state_display())
    if state in WITH_REASON and not words.strip():
        raise ReasonMissing
    supplier.state, supplier.is_active = state, state == State.ACTIVE
    supplier.reason = words.strip() if state in WITH_REASON else ""
    supplier.save(update_fields=["state", "is_active", "reason"])
    _write_event(supplier, act=act_id, by=by, at=at, words=words.strip())
    if state != State.REFUSED:
        put_card(supplier)
    return supplier


def put_card(supplier: Supplier) -> None:
    """What the county may know of the supplier, as it is now."""
    bridge.put_card(
        id=supplier.number,
        name=supplier.name,
        kind=supplier.kind,
        region_code=supplier.village_code,
        is_active=supplier.is_active,
    )


def appoint(*, supplier: Supplier, member: Member, role: Role, by: Member, at: datetime) -> Staff:
    """Give a member a role; who has another is moved to it.

    Raises NotYours (only the owner appoints), AlreadySupplier.
    """
    _only_owner(supplier, by)
    with transaction.atomic():
        held = Staff.objects.select_for_update().filter(member=member, ended_at=None).first()
        if held is not None:
            return _moved(held, supplier, role, at)
        try:
            with transaction.atomic():
                return Staff.objects.create(
                    member=member, supplier=supplier, role=role, began_at=at
                )
        except IntegrityError as error:
            raise AlreadySupplier from error


def _moved(held: Staff, supplier: Supplier, role: Role, at: datetime) -> Staff:
    if held.supplier_id != supplier.pk:
        raise AlreadySupplier
    if held.role in (role, Role.OWNER):  # the owner does not step down by mistake
        return held
    Staff.objects.filter(pk=held.pk).update(ended_at=at)
    return Staff.objects.create(member=held.member, supplier=supplier, role=role, began_at=at)


def dismiss(*, staff: Staff, by: Member, at: datetime) -> None:
    """End somebody's role; the owner's stays. Raises NotYours."""
    _only_owner(staff.supplier, by)
    open_ones = Staff.objects.filter(pk=staff.pk, ended_at=None).exclude(role=Role.OWNER)
    open_ones.update(ended_at=at)


@transaction.atomic
def agree_share(
    *,
    act_id: UUID,
    supplier: Supplier,
    from_on: date,
    share_per_mille: int,
    by: Member | None,
    at: datetime,
    wage_per_mille: int = 0,
) -> Agreement:
    """A new version of what the households get. The same act again is the same version.

    `wage_per_mille` goes to those who worked on a batch. Raises AgreementGoesBack, NotYours.
    """
    if by is not None:
        _only_owner(supplier, by)
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    known = Agreement.objects.filter(pk=act_id, supplier=supplier).first()
    if known is not None:
        return known
    newest = supplier.agreements.aggregate(version=Max("version"), from_on=Max("from_on"))
    if newest["from_on"] and from_on < newest["from_on"]:
        raise AgreementGoesBack(from_on=newest["from_on"])
    return Agreement.objects.create(
        id=act_id,
        supplier=supplier,
        version=(newest["version"] or 0) + 1,
        from_on=from_on,
        share_per_mille=share_per_mille,
        wage_per_mille=wage_per_mille,
        by=by,
        recorded_at=at,
    )


def _only_owner(supplier: Supplier, by: Member) -> None:
    if not supplier.staff.filter(member=by, role=Role.OWNER, ended_at=None).exists():
        raise NotYours


def _write_event(
    supplier: Supplier, *, act: UUID, by: Member | None, at: datetime, words: str = ""
) -> None:
    # the entry's own number is its first event
    SupplierEvent.objects.create(
        id=act, supplier=supplier, state=supplier.state, words=words[:200], by=by, at=at
    )


def create_supplier(
    *,
    number: UUID,
    entry: Entry,
    owner: Member,
    share_per_mille: int,
    at: datetime,
    wage_per_mille: int = 0,
) -> Supplier:
    """A supplier of the demonstration: entered, accepted, with its agreement."""
    supplier = enter(number=number, entry=entry, by=owner, at=at, is_demonstration=True)
    supplier = decide(
        act_id=uuid5(number, "accepted"),
        number=number,
        state=State.ACTIVE,
        words="",
        by=None,
        at=at,
    )
    agree_share(
        act_id=uuid5(number, "share"),
        supplier=supplier,
        from_on=timezone.localdate(at),
        share_per_mille=share_per_mille,
        wage_per_mille=wage_per_mille,
        by=None,
        at=at,
    )
    return supplier
