"""The cooperatives' half: entry, plots, intake, batches, products with pictures, stock."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from shouwang.bridge.models import Certificate, Link
from shouwang.bridge.queries import links_of
from shouwang.demo import pictures
from shouwang.demo.market.goods import (
    COOPERATIVES,
    COUNTY,
    OPERATORS,
    PASSWORD,
    Cooperative,
    Good,
    number,
)
from shouwang.market.catalogue import operations as catalogue
from shouwang.market.catalogue.models import Product, Variant
from shouwang.market.catalogue.rules import Step
from shouwang.market.members import operations as members
from shouwang.market.members.models import Member
from shouwang.market.settlement.models import Workday
from shouwang.market.settlement.operations import Worked, record_work
from shouwang.market.suppliers import operations as suppliers
from shouwang.market.suppliers.models import Kind, Supplier
from shouwang.market.supply import operations as supply
from shouwang.market.supply.models import Batch, BatchStep, Intake, Plot
from shouwang.market.supply.models.growing import InputKind
from shouwang.market.supply.policy import crop as crop_of

SPLIT = (7, 3)  # of ten grams, how many go into the first and the second package
BEGAN = 375  # days ago
WORKERS = 3  # households that also work on a batch


@dataclass(frozen=True, slots=True)
class Offered:
    """A package with its pieces in stock, from which day, and where it stands in its season."""

    variant: int
    supplier: Supplier
    good: Good
    from_on: datetime


def member(username: str, display_name: str, at: datetime, *, operator: bool = False) -> Member:
    """A member of the demonstration, signed up once."""
    known = Member.objects.filter(username=username).first()
    return known or members.sign_up(
        username=username,
        password=PASSWORD,
        display_name=display_name,
        at=at,
        is_operator=operator,
        is_demonstration=True,
    )


def load(*, at: datetime) -> list[Offered]:
    """Everything that is offered, from a year ago on."""
    began = nine(at, BEGAN)
    for username, name in OPERATORS:
        member(username, name, began, operator=True)
    return [one for cooperative in COOPERATIVES for one in _cooperative(cooperative, began, at)]


def nine(at: datetime, days: int) -> datetime:
    """Nine in the morning so many days before."""
    day = timezone.localdate(at) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9)))


def _cooperative(cooperative: Cooperative, began: datetime, at: datetime) -> Iterator[Offered]:
    owner = member(cooperative.owner, cooperative.contact, began)
    links = list(links_of(cooperative.number))
    supplier = Supplier.objects.filter(pk=cooperative.number).first() or suppliers.create_supplier(
        number=cooperative.number,
        entry=suppliers.Entry(
            kind=Kind.COOPERATIVE,
            name=cooperative.name,
            proof=cooperative.credit_code,
            contact_name=cooperative.contact,
            telephone=cooperative.telephone,
            village_code=links[0].region_code if links else COUNTY,
            introduction=cooperative.introduction,
        ),
        owner=owner,
        share_per_mille=cooperative.share_per_mille,
        wage_per_mille=cooperative.wage_per_mille,
        at=began,
    )
    for good in cooperative.goods:
        yield from _good(supplier, good, links, owner, began, at)


def _good(
    supplier: Supplier, good: Good, links: list[Link], owner: Member, began: datetime, at: datetime
) -> Iterator[Offered]:
    ready = _in_season(good, began)
    if ready > at:
        return
    certificate = Certificate.objects.get(supplier_id=supplier.pk, product=good.name)
    plots = [_plot(supplier, good, link, owner, began, ready) for link in links]
    batch = _batch(supplier, good, certificate, plots, owner, ready)
    product = _product(supplier, good, certificate, owner, ready)
    offered = []
    for index, package in enumerate(good.packages):
        variant = _variant(product, good, index, batch, owner, ready)
        pieces = _grams(batch) * SPLIT[index] // sum(SPLIT) // package.grams
        if pieces:
            supply.list_from_batch(
                act_id=number("listing", supplier.name, package.title, good.name),
                batch=batch.pk,
                supplier=supplier,
                variant=variant.pk,
                pieces=pieces,
                grams_each=package.grams,
                by=owner,
                at=ready,
            )
        offered.append(Offered(variant.pk, supplier, good, ready))
    shown = catalogue.put_on_sale(product=product, by=owner, at=ready)
    if shown.value is None:
        raise RuntimeError(shown.findings[0].message)
    yield from offered


def _in_season(good: Good, began: datetime) -> datetime:
    """The first day from the beginning on that lies in the crop's season, some days in."""
    crop = crop_of(good.crop)
    day = began
    while not crop.sold_in(timezone.localdate(day).month):
        day += timedelta(days=1)
    return day + timedelta(days=6)


def _plot(
    supplier: Supplier, good: Good, link: Link, owner: Member, began: datetime, ready: datetime
) -> Plot:
    village = link.region_code
    plot = supply.register_plot(
        act_id=number("plot", link.pk, good.crop),
        supplier=supplier,
        plot=supply.NewPlot(
            link=link.pk,
            crop=good.crop,
            village_code=village,
            size=good.plot_size,
            may_show=link.may_honour,
        ),
        by=owner,
        at=began,
    )
    kind, name, days = good.input_used
    supply.record_input(
        act_id=number("input", link.pk, good.crop),
        plot=plot.pk,
        supplier=supplier,
        treatment=supply.Treatment(
            kind=InputKind(kind),
            name=name,
            on=timezone.localdate(ready) - timedelta(days=days + 25),
            interval_days=days,
        ),
        by=owner,
        at=ready - timedelta(days=5),
    )
    return plot


def _batch(
    supplier: Supplier,
    good: Good,
    certificate: Certificate,
    plots: list[Plot],
    owner: Member,
    at: datetime,
) -> Batch:
    batch = supply.open_batch(
        id=number("batch", supplier.name, good.name),
        supplier=supplier,
        batch=supply.NewBatch(
            crop=good.crop,
            product_name=good.name,
            origin_code=supplier.village_code,
            certificate=certificate.pk,
        ),
        by=owner,
        at=at,
    )
    if batch.is_closed:
        return batch
    for index, plot in enumerate(plots):
        supply.take_in(
            act_id=number("intake", plot.pk),
            batch=batch.pk,
            supplier=supplier,
            weighed=supply.Weighed(
                plot=plot.pk,
                grams=good.intake_grams * (80 + index * 7 % 40) // 100,
                grade="first",
                harvested_on=timezone.localdate(at) - timedelta(days=1),
            ),
            by=owner,
            at=at,
        )
    for kind, days, words in (
        (BatchStep.Kind.TESTED, 0, "快检合格，留样30天"),
        (BatchStep.Kind.PACKED, 1, "集货点分级装箱"),
    ):
        supply.record_step(
            act_id=number("step", batch.pk, kind),
            batch=batch.pk,
            supplier=supplier,
            kind=kind,
            on=timezone.localdate(at) + timedelta(days=days),
            words=words,
            by=owner,
            at=at + timedelta(days=days),
        )
    _work(batch, supplier, plots[:WORKERS], owner, at)
    return supply.close_batch(batch=batch.pk, supplier=supplier, at=at)


def _work(batch: Batch, supplier: Supplier, plots: list[Plot], owner: Member, at: datetime) -> None:
    tasks = Workday.Task
    for index, plot in enumerate(plots):
        record_work(
            act_id=number("work", batch.pk, plot.pk),
            batch=batch,
            supplier=supplier,
            worked=Worked(
                link=plot.link,
                task=tasks.PICKING if index else tasks.PACKING,
                on=timezone.localdate(at),
                half_days=2 + index,
            ),
            by=owner,
            at=at,
        )


def _grams(batch: Batch) -> int:
    return sum(Intake.objects.filter(batch=batch).values_list("grams", flat=True))


def _product(
    supplier: Supplier, good: Good, certificate: Certificate, owner: Member, at: datetime
) -> Product:
    made = catalogue.make(
        key=number("product", supplier.name, good.name),
        supplier=supplier,
        certificate=certificate.pk,
        given={
            "name": good.name,
            "summary": good.summary,
            "description": good.description,
            "shelf_life": good.shelf_life,
        },
        season=good.season,
        by=owner,
        at=at,
        is_demonstration=True,
    )
    if made.value is None:
        raise RuntimeError(made.findings[0].message)
    if not made.value.pictures.exists():
        for seed in (1, 2):
            catalogue.add_picture(
                product=made.value,
                file=io.BytesIO(pictures.draw(good.picture, seed)),
                alt=f"{good.name}（示意图）",
                by=owner,
                at=at,
            )
    return made.value


def _variant(
    product: Product, good: Good, index: int, batch: Batch, owner: Member, at: datetime
) -> Variant:
    package = good.packages[index]
    steps = [Step(*package.tier)] if package.tier else []
    key = number("variant", product.key, package.title)
    known = Variant.objects.filter(key=key).first()
    if known is not None:
        return known
    made = catalogue.put_variant(
        key=key,
        product=product,
        given={
            "title": package.title,
            "unit": package.unit,
            "grade": package.grade,
            "grams": package.grams,
            "gross_grams": package.gross_grams,
            "price_fen": package.price_fen,
            "batch": batch.pk,
        },
        steps=steps,
        by=owner,
        at=at,
    )
    if made.value is None:
        raise RuntimeError(made.findings[0].message)
    return made.value
