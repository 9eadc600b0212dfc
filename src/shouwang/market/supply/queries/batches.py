"""Batches: what each holds, and whose it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import RawSQL

from shouwang.ledger.queries import balances
from shouwang.market.supply.models import Batch, InputRecord, Intake
from shouwang.market.supply.rules import batch_account, read_code


@dataclass(frozen=True, slots=True)
class Share:
    """What of a batch came from a household."""

    batch: UUID
    link: UUID
    grams: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch as lists show it: grams that came in, from how many households, not listed yet."""

    batch: Batch
    grams: int
    households: int
    left: int


def shares(batch_ids: Collection[UUID]) -> Sequence[Share]:
    """By batch and link the grams that came in; ordered, one statement."""
    rows = Intake.objects.filter(batch__in=list(batch_ids)).values_list("batch", "link")
    summed = rows.annotate(grams=Sum("grams")).order_by("batch", "link")
    return [Share(*row) for row in summed]


def batches_of(supplier: UUID) -> Sequence[BatchLine]:
    """A supplier's batches, the newest first; two statements however many."""
    rows = (
        Batch.objects.filter(supplier_id=supplier)
        .annotate(grams=Sum("intakes__grams"), households=Count("intakes__link", distinct=True))
        .order_by("is_closed", "-made_on", "code")
    )
    found = list(rows[:200])
    left = balances(batch_account(one.pk) for one in found)
    return [
        BatchLine(one, one.grams or 0, one.households, left[batch_account(one.pk)].available)
        for one in found
    ]


def batch_of_code(text: str) -> Batch | None:
    """The batch whose code somebody typed or scanned; None when there is none."""
    code = read_code(text)
    found = Batch.objects.select_related("supplier").filter(code=code) if code else None
    return found.first() if found is not None else None


def grade_sums(batch: UUID) -> dict[str, int]:
    """Grams by grade."""
    rows = Intake.objects.filter(batch=batch).values_list("grade").annotate(grams=Sum("grams"))
    return dict(rows.order_by("grade"))


def unsafe_intakes(batch: UUID) -> QuerySet[Intake]:
    """Those harvested inside a safety interval, as it turned out later."""
    inside = InputRecord.objects.filter(
        plot=OuterRef("plot"), on__lte=OuterRef("harvested_on")
    ).filter(RawSQL('"on" + interval_days > supply_intake.harvested_on', (), BooleanField()))
    return Intake.objects.filter(Exists(inside), batch=batch)
