"""What anybody may know of a batch: places, treatments, harvest, tests, certificate, way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from shouwang.bridge.models import Certificate, Link
from shouwang.bridge.queries import certified_ids
from shouwang.market.orders.models import Parcel
from shouwang.market.suppliers.places import place_names
from shouwang.market.supply.models import Batch, BatchStep, InputRecord, Intake, Plot
from shouwang.market.supply.policy import crop as crop_of
from shouwang.market.supply.policy import words
from shouwang.market.supply.queries import batch_of_code, unsafe_intakes

MOST_TREATMENTS = 40


@dataclass(frozen=True, slots=True)
class Treated:
    """A treatment, and how many days later the first harvest after it was."""

    kind: str
    name: str
    on: date
    interval_days: int
    waited_days: int | None


@dataclass(frozen=True, slots=True)
class Tested:
    """A test that came with the application: of what, when, by whom, and what was found."""

    item: str
    on: str
    by: str
    result: str


@dataclass(frozen=True, slots=True)
class Harvest:
    """When, how much, from how many households and plots."""

    first_on: date
    last_on: date
    grams: int
    households: int
    plots: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Since when and until when parcels with goods of the batch were sent, and how many."""

    first_on: date
    last_on: date
    parcels: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the page shows. Households are counted by village; none is named."""

    batch: Batch
    crop: str
    origin: str
    villages: Sequence[tuple[str, int]]
    thanked: int  # how many households agreed to be thanked in public
    plots: Sequence[str]  # only those that their household agreed to show
    treatments: Sequence[Treated]
    harvest: Harvest | None
    grades: Sequence[tuple[str, int]]
    tests: Sequence[Tested]
    certificate: Certificate | None
    is_certified: bool
    steps: Sequence[BatchStep]
    sent: Sent | None
    is_unsafe: bool


def trace(code: str, *, on: date) -> Trace | None:
    """The trace of a batch by its code as it was typed; None for an unknown code."""
    batch = batch_of_code(code)
    if batch is None:
        return None
    crop = crop_of(batch.crop)
    intakes = Intake.objects.filter(batch=batch)
    plots = list(Plot.objects.filter(intakes__batch=batch).distinct().order_by("pk"))
    links = list(Link.objects.filter(pk__in={one.link for one in plots}).order_by("number"))
    codes = {batch.origin_code, *(one.region_code for one in links)}
    names = place_names(codes, on=on)
    certificate = _certificate(batch.certificate)
    return Trace(
        batch=batch,
        crop=crop.name,
        origin=names.get(batch.origin_code, ""),
        villages=_villages(links, names),
        thanked=sum(one.may_honour for one in links),
        plots=[_plot(one, names, crop.by) for one in plots if one.may_show],
        treatments=_treatments(plots, intakes),
        harvest=_harvest(intakes, len({one.link for one in plots}), len(plots)),
        grades=_grades(intakes),
        tests=_tests(certificate) if certificate else [],
        certificate=certificate,
        is_certified=bool(certificate and certified_ids([certificate.pk], on)),
        steps=list(batch.steps.order_by("on", "at", "pk")),
        sent=_sent(batch.pk),
        is_unsafe=unsafe_intakes(batch.pk).exists(),
    )


def _certificate(number: UUID | None) -> Certificate | None:
    if number is None:
        return None
    return Certificate.objects.select_related("application").filter(pk=number).first()


def _tests(certificate: Certificate) -> list[Tested]:
    """The tests of the application, whose codes are said in words."""
    named = words("quality_items")
    return [
        Tested(
            named.get(one.get("item", ""), one.get("test", "") or one.get("item", "")),
            one.get("on", ""),
            one.get("by", "") or one.get("laboratory", ""),
            one.get("result", ""),
        )
        for one in certificate.application.quality
    ]


def _sent(batch: UUID) -> Sent | None:
    found = Parcel.objects.filter(lines__line__batch=batch).aggregate(
        first=Min("shipped_at"), last=Max("shipped_at"), number=Count("pk", distinct=True)
    )
    if not found["number"]:
        return None
    first, last = timezone.localdate(found["first"]), timezone.localdate(found["last"])
    return Sent(first, last, found["number"])


def _villages(links: Sequence[Link], names: dict[str, str]) -> list[tuple[str, int]]:
    counted = Counter(one.region_code for one in links)
    return [(names.get(code, ""), count) for code, count in sorted(counted.items())]


def _plot(plot: Plot, names: dict[str, str], by: str) -> str:
    size = f"{plot.size} {words('plot_counts')[by]}"
    return " · ".join(one for one in (names.get(plot.village_code, ""), plot.name, size) if one)


def _treatments(plots: Sequence[Plot], intakes: Any) -> list[Treated]:
    harvested: dict[UUID, list[date]] = {}
    for plot, day in intakes.values_list("plot", "harvested_on").distinct():
        harvested.setdefault(plot, []).append(day)
    rows = InputRecord.objects.filter(plot__in=[one.pk for one in plots])
    latest = max((max(days) for days in harvested.values()), default=None)
    if latest is None:
        return []
    found = {
        (one.get_kind_display(), one.name, one.on, one.interval_days): _waited(
            one.on, harvested.get(one.plot_id, [])
        )
        for one in rows.filter(on__lte=latest).order_by("on", "pk")
    }
    return [Treated(*key, waited) for key, waited in sorted(found.items(), key=_by_day)][
        -MOST_TREATMENTS:
    ]


def _by_day(item: tuple[tuple[str, str, date, int], int | None]) -> tuple[date, str]:
    return item[0][2], item[0][1]


def _waited(on: date, days: Sequence[date]) -> int | None:
    return min(((day - on).days for day in days if day >= on), default=None)


def _harvest(intakes: Any, households: int, plots: int) -> Harvest | None:
    found = intakes.aggregate(first=Min("harvested_on"), last=Max("harvested_on"), g=Sum("grams"))
    if found["first"] is None:
        return None
    return Harvest(found["first"], found["last"], found["g"], households, plots)


def _grades(intakes: Any) -> list[tuple[str, int]]:
    named = words("intake_grades")
    rows = intakes.values_list("grade").annotate(grams=Sum("grams")).order_by("grade")
    return [(named.get(grade, grade), grams) for grade, grams in rows]
