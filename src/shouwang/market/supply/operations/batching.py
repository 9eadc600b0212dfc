"""Batches: opened, closed, listed in pieces of a variant, taken back, tested, packed, shipped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shouwang.bridge.queries import valid_certificates
from shouwang.ledger import operations as ledger
from shouwang.ledger.errors import Shortfall
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier
from shouwang.market.supply.errors import (
    ActReused,
    BatchEmpty,
    BatchOpen,
    BatchUnknown,
    CertificateNotValid,
    HarvestUnsafe,
    MoreThanHandedIn,
)
from shouwang.market.supply.models import Batch, BatchStep, Listing
from shouwang.market.supply.policy import crop as crop_of
from shouwang.market.supply.queries.batches import unsafe_intakes
from shouwang.market.supply.rules import (
    batch_account,
    code_of,
    grams_unit,
    kilograms,
    listed_account,
    pieces_unit,
    stock_account,
    supply_account,
)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What a batch is opened for; `certificate` is one of the supplier's that holds, or None."""

    crop: str
    product_name: str
    origin_code: str
    certificate: UUID | None = None


@transaction.atomic
def open_batch(
    *, id: UUID, supplier: Supplier, batch: NewBatch, by: Member | None, at: datetime
) -> Batch:
    """Open a batch of this season; its code follows from its number.

    The same number again is the same batch. Raises CropUnknown, CertificateNotValid, ActReused.
    """
    known = Batch.objects.filter(pk=id).first()
    if known is not None:
        if (known.supplier_id, known.crop) != (supplier.pk, batch.crop):
            raise ActReused
        return known
    on = timezone.localdate(at)
    crop = crop_of(batch.crop)
    if batch.certificate is not None:
        held = valid_certificates(on, supplier=supplier.pk, ids=[batch.certificate])
        if not held.exists():
            raise CertificateNotValid
    made = Batch.objects.create(
        id=id,
        supplier=supplier,
        code=code_of(id),
        crop=crop.code,
        product_name=batch.product_name.strip(),
        season=str(crop.season_on(on)),
        origin_code=batch.origin_code,
        certificate=batch.certificate,
        made_on=on,
        by=by,
    )
    ledger.open_accounts([Opening(batch_account(id), grams_unit(crop.code))])
    return made


@transaction.atomic
def close_batch(*, batch: UUID, supplier: Supplier, at: datetime) -> Batch:
    """Nothing more comes in, and it may be listed. Raises BatchUnknown, BatchEmpty."""
    found = _locked(batch, supplier)
    if found.is_closed:
        return found
    if not found.intakes.exists():
        raise BatchEmpty
    found.is_closed, found.closed_at = True, at
    found.save(update_fields=["is_closed", "closed_at"])
    return found


def list_from_batch(
    *,
    act_id: UUID,
    batch: UUID,
    supplier: Supplier,
    variant: int,
    pieces: int,
    grams_each: int,
    by: Member | None,
    at: datetime,
) -> Listing:
    """Make pieces of a variant from grams of a closed batch: batch → stock, in one entry.

    However many listings a batch is split over, they draw on one account. The same act again is
    the same listing. Raises MoreThanHandedIn, BatchUnknown, BatchOpen, HarvestUnsafe, ActReused.
    """
    grams = pieces * grams_each
    try:
        with transaction.atomic():
            found = _locked(batch, supplier)
            if known := Listing.objects.filter(pk=act_id).first():
                return _same(known, found, variant, pieces)
            if not found.is_closed:
                raise BatchOpen
            if unsafe_intakes(found.pk).exists():
                raise HarvestUnsafe
            made = _listing(act_id, found, variant, pieces, grams, by, at)
            _post(made, found.crop, at)
            return made
    except Shortfall as shortfall:
        raise MoreThanHandedIn(
            available_kg=kilograms(shortfall.available), wanted_kg=kilograms(grams)
        ) from shortfall


@transaction.atomic
def take_back(
    *, act_id: UUID, listing: UUID, supplier: Supplier, pieces: int, by: Member | None, at: datetime
) -> Listing:
    """Put unsold pieces of a listing back into the batch.

    Raises BatchUnknown, Shortfall (of the stock) when fewer are unsold, ActReused.
    """
    first = Listing.objects.filter(pk=listing, batch__supplier=supplier, pieces__gt=0).first()
    if first is None:
        raise BatchUnknown
    found = _locked(first.batch_id, supplier)
    if known := Listing.objects.filter(pk=act_id).first():
        return _same(known, found, first.variant, -pieces)
    grams = pieces * (first.grams // first.pieces)
    made = _listing(act_id, found, first.variant, -pieces, -grams, by, at)
    _post(made, found.crop, at)
    return made


def record_step(
    *,
    act_id: UUID,
    batch: UUID,
    supplier: Supplier,
    kind: BatchStep.Kind,
    on: date,
    words: str,
    by: Member | None,
    at: datetime,
) -> BatchStep:
    """Write down that a batch was tested, packed or shipped. Raises BatchUnknown, ActReused."""
    found = Batch.objects.filter(pk=batch, supplier=supplier).first()
    if found is None:
        raise BatchUnknown
    told = {"batch": found, "kind": kind, "on": on, "words": words.strip()[:120]}
    made, is_new = BatchStep.objects.get_or_create(pk=act_id, defaults={**told, "by": by, "at": at})
    if not is_new and (made.batch_id, made.kind) != (found.pk, kind):
        raise ActReused
    return made


def _locked(batch: UUID, supplier: Supplier) -> Batch:
    found = Batch.objects.select_for_update().filter(pk=batch, supplier=supplier).first()
    if found is None:
        raise BatchUnknown
    return found


def _same(known: Listing, batch: Batch, variant: int, pieces: int) -> Listing:
    if (known.batch_id, known.variant, known.pieces) != (batch.pk, variant, pieces):
        raise ActReused
    return known


def _listing(
    act_id: UUID,
    batch: Batch,
    variant: int,
    pieces: int,
    grams: int,
    by: Member | None,
    at: datetime,
) -> Listing:
    return Listing.objects.create(
        id=act_id, batch=batch, variant=variant, pieces=pieces, grams=grams, by=by, at=at
    )


def _post(made: Listing, crop: str, at: datetime) -> None:
    """Grams batch → listed and pieces supply → stock; the other way round when they go back."""
    grams = (batch_account(made.batch_id), listed_account(made.batch_id))
    pieces = (supply_account(made.batch_id, made.variant), stock_account(made.variant))
    of_crop, of_variant = grams_unit(crop), pieces_unit(made.variant)
    ledger.open_accounts(
        [
            Opening(grams[1], of_crop),
            Opening(pieces[0], of_variant, may_go_below=True),
            Opening(pieces[1], of_variant),
        ]
    )
    kind = "listing"
    if made.pieces < 0:
        grams, pieces, kind = grams[::-1], pieces[::-1], "taken_back"
    moves = (Move(*grams, abs(made.grams)), Move(*pieces, abs(made.pieces)))
    ledger.post([Posting(f"listing:{made.pk}", kind, str(made.batch_id), moves)], at=at)
