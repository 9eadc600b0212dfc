"""Cards of suppliers, and the links that households agree to and withdraw."""

from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from shouwang.bridge.errors import AlreadyLinked, LinkUnknown
from shouwang.bridge.models import Holder, Link, SupplierCard
from shouwang.bridge.rules import new_number, new_pass


def put_card(*, id: UUID, name: str, kind: str, region_code: str, is_active: bool = True) -> None:
    """The market: write a supplier's card as it is now."""
    values = {"name": name, "kind": kind, "region_code": region_code, "is_active": is_active}
    SupplierCard.objects.update_or_create(pk=id, defaults=values)


def agree(
    *, id: UUID, supplier: UUID, household: str, region_code: str, on: date, may_honour: bool
) -> tuple[Link, str]:
    """The watch: a household agrees to supply; returns the link and its pass, shown once.

    The same id again is the same link with an empty pass. Raises AlreadyLinked.
    """
    if known := Link.objects.filter(pk=id).first():
        return known, ""
    secret = new_pass()
    link = Link(id=id, number=new_number(), supplier_id=supplier, region_code=region_code)
    link.agreed_on, link.may_honour, link.pass_digest = on, may_honour, make_password(secret)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
            Holder.objects.create(
                link=link, supplier_id=supplier, household=household, region_code=region_code
            )
    except IntegrityError as error:
        raise AlreadyLinked from error
    return link, secret


def new_secret(link: UUID) -> str:
    """The watch: another pass, and the old one ends. Raises LinkUnknown."""
    secret = new_pass()
    found = Link.objects.filter(pk=link, withdrawn_on=None)
    if not found.update(pass_digest=make_password(secret)):
        raise LinkUnknown
    return secret


@transaction.atomic
def withdraw(link: UUID, *, on: date) -> bool:
    """The watch: `on` is the last day that counts; whether the link was live until now.

    What was ordered until then is still attributed: the books stay whole.
    """
    if not Link.objects.filter(pk=link, withdrawn_on=None).update(withdrawn_on=on):
        return False
    Holder.objects.filter(link_id=link).update(is_ended=True)
    return True
