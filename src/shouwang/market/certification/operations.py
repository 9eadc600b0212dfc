"""Drafts that save themselves, and the application that is made of one."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.bridge.errors import FileMissing, LinkUnknown
from shouwang.bridge.models import Application
from shouwang.kernel.findings import Reading
from shouwang.market.certification.attaching import handed_over
from shouwang.market.certification.errors import (
    AlreadySubmitted,
    DraftChanged,
    DraftUnknown,
    LinksChanged,
    PaperLost,
)
from shouwang.market.certification.models import Draft
from shouwang.market.certification.queries import returned, said_in, terms_of, typed_in
from shouwang.market.certification.rules import Said, findings
from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier


@transaction.atomic
def begin(
    *, id: UUID, supplier: Supplier, by: Member | None, at: datetime, follows: UUID | None = None
) -> Draft:
    """A new draft, filled with a returned application where it `follows` one.

    The same number again is the same draft, and so is a second one after the same application.
    Raises DraftUnknown when number or application are another's, or the latter was not returned.
    """
    values: dict[str, Any] = {"supplier": supplier, "by": by, "saved_at": at}
    if follows is not None:
        before = returned(supplier, follows)
        if before is None:
            raise DraftUnknown
        if begun := Draft.objects.filter(supplier=supplier, follows=follows).first():
            return begun
        values |= {"follows": follows, "entered": typed_in(before)}
    draft, _new = Draft.objects.get_or_create(pk=id, defaults=values)
    if draft.supplier_id != supplier.pk:
        raise DraftUnknown
    return draft


@transaction.atomic
def save_step(
    *,
    draft: UUID,
    supplier: Supplier,
    step: str,
    entered: Mapping[str, Any],
    revision: int | None,
    by: Member | None,
    at: datetime,
) -> Draft:
    """Keep what was typed in a step, right or not.

    With a `revision` an earlier one is refused when it is not the draft's any more: what another
    typed meanwhile is not lost. Raises DraftUnknown, AlreadySubmitted, DraftChanged.
    """
    found = locked(draft, supplier)
    if found.submitted_at is not None:
        raise AlreadySubmitted
    if found.entered.get(step) == dict(entered):
        return found
    if revision is not None and revision != found.revision:
        raise DraftChanged
    found.entered = {**found.entered, step: dict(entered)}
    found.revision += 1
    found.by, found.saved_at = by, at
    found.save(update_fields=["entered", "revision", "by", "saved_at"])
    return found


@transaction.atomic
def submit(
    *, draft: UUID, supplier: Supplier, by: Member | None, at: datetime
) -> Reading[Application]:
    """Send the application to the county; what is still missing comes back as findings.

    A second time answers with the same application. Raises DraftUnknown, LinksChanged, PaperLost.
    """
    found = locked(draft, supplier)
    said, on = said_in(found), timezone.localdate(at)
    against = findings(said, terms_of(supplier, on), on=on)
    if against and found.submitted_at is None:
        return Reading(None, tuple(one for listed in against.values() for one in listed))
    try:
        with transaction.atomic():
            made = bridge.apply(
                _application(found, supplier, said, at),
                _agreed(said),
                handed_over(supplier.pk, said),
            )
    except LinkUnknown as error:
        raise LinksChanged from error
    except FileMissing as error:
        raise PaperLost from error
    if found.submitted_at is None:
        found.submitted_at, found.by = at, by
        found.save(update_fields=["submitted_at", "by"])
    return Reading(made)


def locked(draft: UUID, supplier: Supplier) -> Draft:
    """The supplier's draft, locked until the transaction ends. Raises DraftUnknown."""
    found = Draft.objects.select_for_update().filter(pk=draft, supplier=supplier).first()
    if found is None:
        raise DraftUnknown
    return found


def _application(draft: Draft, supplier: Supplier, said: Said, at: datetime) -> Application:
    return Application(
        id=draft.pk,
        supplier_id=supplier.pk,
        supplier_name=supplier.name,
        region_code=said.region_code,
        product=said.product,
        category=said.category,
        quality=[
            {
                "test": one.item,
                "on": one.on.isoformat(),
                "by": one.laboratory,
                "result": one.result,
                "passed": one.passed,
                "file": one.file_name,
                "digest": one.file_digest,
            }
            for one in said.tests
        ],
        unit=said.unit,
        price_fen=said.price_fen,
        market_prices=[
            {"where": one.place, "on": one.on.isoformat(), "fen": one.fen, "source": one.source}
            for one in said.prices
        ],
        households_text=said.households_text,
        submitted_at=at,
    )


def _agreed(said: Said) -> dict[UUID, datetime]:
    zone = timezone.get_current_timezone()
    return {link: datetime.combine(on, time.min, zone) for link, on in said.links.items()}
