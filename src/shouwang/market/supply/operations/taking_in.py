"""Weighing in at the collection point: grams go from the household's plots into a batch."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from shouwang.bridge.operations import raise_alarm
from shouwang.bridge.queries import links_of
from shouwang.ledger import operations as ledger
from shouwang.ledger.errors import Shortfall
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier
from shouwang.market.supply.errors import (
    ActReused,
    BatchClosed,
    BatchUnknown,
    InsideInterval,
    LinkUnknown,
    MoreThanGrown,
    OtherPlot,
    PlotUnknown,
)
from shouwang.market.supply.models import Batch, InputRecord, Intake, Plot
from shouwang.market.supply.operations.seasons import Growth, grow
from shouwang.market.supply.policy import crop as crop_of
from shouwang.market.supply.policy import words
from shouwang.market.supply.rules import (
    Crop,
    Used,
    batch_account,
    forbids,
    grams_unit,
    kilograms,
    plot_account,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One weighing: from which plot, how heavy, which grade (`intake_grades`), when harvested."""

    plot: UUID
    grams: int
    grade: str
    harvested_on: date


def take_in(
    *,
    act_id: UUID,
    batch: UUID,
    supplier: Supplier,
    weighed: Weighed,
    by: Member | None,
    at: datetime,
) -> Intake:
    """Take goods into a batch. The same act again is the same weighing.

    More than the household's plots can still bring is refused by the ledger, and raised as an
    alarm in a transaction of its own; so is a withdrawn link. Raises MoreThanGrown, LinkUnknown,
    BatchUnknown, BatchClosed, PlotUnknown, OtherPlot, InsideInterval, ActReused.
    """
    found = Batch.objects.filter(pk=batch, supplier=supplier).first()
    if found is None:
        raise BatchUnknown
    try:
        with transaction.atomic():
            return _written(act_id, found.pk, supplier, weighed, by, at)
    except Shortfall as shortfall:
        _refuse_more(act_id, found, weighed, shortfall, at)
    except LinkUnknown:
        _alarm_of_withdrawn(act_id, found, weighed, at)
        raise


def _written(
    act_id: UUID,
    batch_id: UUID,
    supplier: Supplier,
    weighed: Weighed,
    by: Member | None,
    at: datetime,
) -> Intake:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    known = Intake.objects.filter(pk=act_id).first()
    if known is not None:
        return _same(known, batch, weighed)
    plot = _fitting(batch, supplier, weighed, timezone.localdate(at))
    crop, season = crop_of(batch.crop), int(batch.season)
    grow(plot.link, crop, season, key=str(act_id), at=at)
    _only_safe(plot, weighed.harvested_on)  # late: the plot is locked now
    made = Intake.objects.create(
        id=act_id,
        batch=batch,
        link=plot.link,
        plot=plot,
        grams=weighed.grams,
        grade=weighed.grade,
        harvested_on=weighed.harvested_on,
        on=timezone.localdate(at),
        by=by,
        at=at,
    )
    source, target = plot_account(plot.link, crop.code, season), batch_account(batch.pk)
    ledger.open_accounts([Opening(target, grams_unit(crop.code))])
    move = Move(source, target, weighed.grams)
    ledger.post([Posting(f"intake:{act_id}", "intake", str(batch.pk), (move,))], at=at)
    return made


def _same(known: Intake, batch: Batch, weighed: Weighed) -> Intake:
    told = (batch.pk, weighed.plot, weighed.grams, weighed.grade)
    if (known.batch_id, known.plot_id, known.grams, known.grade) != told:
        raise ActReused
    return known


def _fitting(batch: Batch, supplier: Supplier, weighed: Weighed, on: date) -> Plot:
    """The plot, when goods of it may come into the batch now."""
    if batch.is_closed:
        raise BatchClosed
    plot = Plot.objects.filter(pk=weighed.plot, supplier=supplier).first()
    if plot is None or plot.ended_on is not None:
        raise PlotUnknown
    if plot.crop != batch.crop:
        raise OtherPlot
    if not links_of(supplier.pk, on=on).filter(pk=plot.link).exists():
        raise LinkUnknown
    return plot


def _only_safe(plot: Plot, harvested_on: date) -> None:
    rows = InputRecord.objects.filter(plot=plot, on__lte=harvested_on)
    used = forbids(
        (Used(*row) for row in rows.values_list("name", "on", "interval_days")), harvested_on
    )
    if used is not None:
        raise InsideInterval(
            on=used.on, name=used.name, days=used.interval_days, free_on=used.free_on
        )


def _refuse_more(
    act_id: UUID, batch: Batch, weighed: Weighed, shortfall: Shortfall, at: datetime
) -> NoReturn:
    crop = crop_of(batch.crop)
    plot = Plot.objects.get(pk=weighed.plot)
    with transaction.atomic():
        growth = grow(plot.link, crop, int(batch.season), key=f"look:{act_id}", at=at)
        raise_alarm(
            id=uuid5(act_id, "more_than_grown"),
            supplier=batch.supplier_id,
            kind="more_than_grown",
            region_code=plot.village_code,
            evidence=_evidence(crop, batch, growth, shortfall),
            at=at,
        )
    raise MoreThanGrown(
        available_kg=kilograms(shortfall.available), wanted_kg=kilograms(shortfall.wanted)
    )


def _evidence(
    crop: Crop, batch: Batch, growth: Growth, shortfall: Shortfall
) -> list[dict[str, str]]:
    unit = words("plot_counts")[crop.by]
    plots = [
        {"label": "地块", "value": _sum_of(plot.size, each, unit)}
        for plot, each in zip(growth.plots, growth.yields, strict=True)
    ]
    return [
        {"label": "批次", "value": f"{batch.code} {crop.name} {batch.season}年产季"},
        {"label": "供货链接", "value": str(growth.plots[0].link) if growth.plots else ""},
        *plots,
        {"label": "本季已收购", "value": f"{kilograms(growth.taken_grams)} 千克"},
        {"label": "还能认证", "value": f"{kilograms(shortfall.available)} 千克"},
        {"label": "本次要收", "value": f"{kilograms(shortfall.wanted)} 千克"},
    ]


def _sum_of(size: int, each: int, unit: str) -> str:
    return f"{size} {unit} × 每{unit} {each} 克 = {kilograms(size * each)} 千克"


def _alarm_of_withdrawn(act_id: UUID, batch: Batch, weighed: Weighed, at: datetime) -> None:
    plot = Plot.objects.get(pk=weighed.plot)
    raise_alarm(
        id=uuid5(act_id, "withdrawn_link"),
        supplier=batch.supplier_id,
        kind="withdrawn_link",
        region_code=plot.village_code,
        evidence=[
            {"label": "批次", "value": batch.code},
            {"label": "供货链接", "value": str(plot.link)},
            {"label": "本次要收", "value": f"{kilograms(weighed.grams)} 千克"},
        ],
        at=at,
    )
