"""Plots, trees and animals of households, and what they were treated with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from shouwang.bridge.operations import raise_alarm
from shouwang.bridge.queries import links_of
from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier
from shouwang.market.supply.errors import ActReused, LinkUnknown, PlotUnknown
from shouwang.market.supply.models import InputRecord, Intake, Plot
from shouwang.market.supply.models.growing import InputKind
from shouwang.market.supply.operations.seasons import grow
from shouwang.market.supply.policy import crop as crop_of


@dataclass(frozen=True, slots=True)
class NewPlot:
    """What is registered: whose, which crop, where, and its size in the crop's own count."""

    link: UUID
    crop: str
    village_code: str
    size: int  # square metres, trees, animals or hives
    name: str = ""
    may_show: bool = False


@transaction.atomic
def register_plot(
    *, act_id: UUID, supplier: Supplier, plot: NewPlot, by: Member | None, at: datetime
) -> Plot:
    """Register a plot and let this season's growth of it into the ledger.

    The same act again is the same plot. Raises LinkUnknown, CropUnknown, ActReused.
    """
    known = Plot.objects.filter(pk=act_id).first()
    if known is not None:
        return _same(known, supplier, plot)
    on = timezone.localdate(at)
    if not own_links({plot.link}, supplier=supplier, on=on):
        raise LinkUnknown
    crop = crop_of(plot.crop)
    made = Plot.objects.create(
        id=act_id,
        supplier=supplier,
        link=plot.link,
        crop=plot.crop,
        name=plot.name.strip(),
        village_code=plot.village_code,
        area_m2=plot.size if crop.is_area else None,
        count=None if crop.is_area else plot.size,
        may_show=plot.may_show,
        began_on=on,
        by=by,
        recorded_at=at,
    )
    grow(plot.link, crop, crop.season_on(on), key=str(act_id), at=at)
    return made


def own_links(links: Collection[UUID], *, supplier: Supplier, on: date) -> set[UUID]:
    """Those of the links that hold on the day and are the supplier's."""
    held = links_of(supplier.pk, on=on).filter(pk__in=list(links))
    return set(held.order_by().values_list("pk", flat=True))


def _same(known: Plot, supplier: Supplier, plot: NewPlot) -> Plot:
    told = (supplier.pk, plot.link, plot.crop, plot.size)
    if (known.supplier_id, known.link, known.crop, known.size) != told:
        raise ActReused
    return known


@transaction.atomic
def end_plot(*, plot: UUID, supplier: Supplier, at: datetime) -> Plot:
    """Take a plot off the register; growth of which nothing was brought in leaves the ledger.

    Raises PlotUnknown.
    """
    found = Plot.objects.select_for_update().filter(pk=plot, supplier=supplier).first()
    if found is None:
        raise PlotUnknown
    if found.ended_on is None:
        found.ended_on = timezone.localdate(at)
        found.save(update_fields=["ended_on"])
        crop = crop_of(found.crop)
        season = crop.season_on(found.ended_on)
        grow(found.link, crop, season, key=f"end:{found.pk}", at=at)
    return found


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a plot was treated with, on which day, and the days until it may be harvested."""

    kind: InputKind
    name: str
    on: date
    interval_days: int
    amount: str = ""


def record_input(
    *,
    act_id: UUID,
    plot: UUID,
    supplier: Supplier,
    treatment: Treatment,
    by: Member | None,
    at: datetime,
) -> InputRecord:
    """Write a treatment down; one that comes late and shows a harvest unsafe raises an alarm.

    The same act again is the same record. Raises PlotUnknown, ActReused.
    """
    known = InputRecord.objects.filter(pk=act_id).first()
    if known is not None:
        if known.plot_id != plot:
            raise ActReused
        return known
    with transaction.atomic():
        found = Plot.objects.select_for_update().filter(pk=plot, supplier=supplier).first()
        if found is None:
            raise PlotUnknown
        made = InputRecord.objects.create(
            id=act_id,
            plot=found,
            kind=treatment.kind,
            name=treatment.name.strip(),
            amount=treatment.amount.strip(),
            on=treatment.on,
            interval_days=treatment.interval_days,
            by=by,
            at=at,
        )
        _alarm_of_unsafe(made, found, supplier, at)
    return made


def _alarm_of_unsafe(used: InputRecord, plot: Plot, supplier: Supplier, at: datetime) -> None:
    free_on = used.on + timedelta(days=used.interval_days)
    inside = Intake.objects.filter(
        plot=plot, harvested_on__gte=used.on, harvested_on__lt=free_on
    ).select_related("batch")
    codes = sorted({one.batch.code for one in inside})
    if codes:
        raise_alarm(
            id=uuid5(used.pk, "unsafe"),
            supplier=supplier.pk,
            kind="other",
            region_code=plot.village_code,
            evidence=[
                {"label": "事项", "value": "采收之后补录的用药记录，采收在安全间隔期内"},
                {"label": "投入品", "value": f"{used.name}，{used.on}，{used.interval_days}天"},
                {"label": "批次", "value": "、".join(codes)},
            ],
            at=at,
        )
