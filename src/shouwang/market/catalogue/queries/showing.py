"""Products as shoppers see them: cards of a list, one product, one supplier."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from shouwang.bridge.models import Certificate
from shouwang.bridge.queries import valid_certificates
from shouwang.kernel.money import round_half_up
from shouwang.kernel.regioncode import Level, RegionCode, enclosing
from shouwang.ledger import queries as ledger
from shouwang.market.catalogue.models import Entry, Picture, Product, Variant
from shouwang.market.suppliers.models import Agreement, Supplier
from shouwang.market.suppliers.rules import WHOLE
from shouwang.market.supply.models import Batch
from shouwang.market.supply.policy import Yields
from shouwang.market.supply.rules import stock_account
from shouwang.regions.queries import names


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list: its lowest price in fen, where it is from, one picture."""

    product: Product
    price_fen: int
    sold: int
    origin: str
    picture: Picture | None


class Agreed(NamedTuple):
    """What a supplier agreed to give of the price, per mille: for the goods, and for work."""

    goods: int = 0
    work: int = 0

    def of(self, fen: int) -> "Agreed":
        """Both of an amount, in fen, as settlement splits it when somebody worked on the batch."""
        goods = round_half_up(fen * self.goods, WHOLE)
        return Agreed(goods, min(round_half_up(fen * self.work, WHOLE), fen - goods))


@dataclass(frozen=True, slots=True)
class Thumb:
    """What stands for a variant in a cart or an order: its product, and the first picture."""

    product: int
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant that can be bought; `left` is how many pieces can be promised now."""

    variant: Variant
    left: int
    batch: Batch | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything of one product's page."""

    product: Product
    choices: Sequence[Choice]
    pictures: Sequence[Picture]
    certificate: Certificate | None
    places: Sequence[tuple[str, str]]  # code and name, from the county down
    origin: str

    @property
    def lowest_fen(self) -> int:
        """The lowest price of a piece without steps."""
        return min(choice.variant.price_fen for choice in self.choices)

    @property
    def lightest(self) -> int:
        """Grams of the lightest piece with its package: what sending costs at least."""
        return min(choice.variant.gross_grams for choice in self.choices)

    @property
    def is_left(self) -> bool:
        """Whether anything can be bought at all."""
        return any(choice.left > 0 for choice in self.choices)


def cards(products: Sequence[int], *, on: date) -> list[Card]:
    """The cards of the products, in their order; three statements."""
    rows = (
        Product.objects.filter(pk__in=products)
        .select_related("supplier", "entry")
        .only(
            "name", "summary", "origin_code", "certificate", "households", "category",
            "supplier__name", "supplier__kind", "entry__price_fen", "entry__sold",
            "entry__months",
        )
        .prefetch_related("pictures")
    )  # fmt: skip
    found = {row.pk: row for row in rows}
    places = names({row.origin_code for row in found.values()}, on=on)
    return [_card(found[key], places) for key in products if key in found]


def _card(product: Product, places: Mapping[str, str]) -> Card:
    pictures = product.pictures.all()
    return Card(
        product,
        product.entry.price_fen,
        product.entry.sold,
        places.get(product.origin_code, ""),
        pictures[0] if pictures else None,
    )


def thumbs(variants: Collection[int]) -> dict[int, Thumb]:
    """By variant what stands for it beside its words; two statements."""
    rows = Variant.objects.filter(pk__in=variants).select_related("product")
    return {
        row.pk: Thumb(row.product_id, next(iter(row.product.pictures.all()), None))
        for row in rows.prefetch_related("product__pictures")
    }


def shares_agreed(suppliers: Collection[UUID], *, on: date) -> dict[UUID, Agreed]:
    """Of each supplier's price how much goes to its households on the day.

    One statement. Who agreed to nothing is not in it.
    """
    begun = Agreement.objects.filter(supplier__in=suppliers, from_on__lte=on)
    rows = begun.order_by("version").values_list("supplier", "share_per_mille", "wage_per_mille")
    return {supplier: Agreed(goods, work) for supplier, goods, work in rows}


def product_shown(number: int, *, on: date) -> Shown | None:
    """The product as it is sold on the day; None when it is not."""
    product = (
        Product.objects.filter(
            pk=number, is_on_sale=True, supplier__is_active=True, entry__isnull=False
        )
        .select_related("supplier", "season", "entry")
        .defer("entry__terms", "entry__spelt")
        .first()
    )
    if product is None:
        return None
    certificate = None
    if product.certificate:
        certificate = valid_certificates(on, ids=[product.certificate]).first()
        if certificate is None:
            return None
    line = enclosing(RegionCode(product.origin_code))[Level.COUNTY :]
    known = names(line, on=on)
    places = [(code, known[code]) for code in line if code in known]
    return Shown(
        product,
        choices_of(product),
        list(product.pictures.all()),
        certificate,
        places,
        " ".join(name for _code, name in places),
    )


def choices_of(product: Product) -> list[Choice]:
    """The variants on sale, cheapest first, with what is left of each."""
    variants = list(
        product.variants.filter(is_on_sale=True)
        .order_by("price_fen", "pk")
        .prefetch_related(Prefetch("tiers"))
    )
    left = pieces_left(variants)
    batches = Batch.objects.in_bulk([one.batch for one in variants if one.batch])
    return [
        Choice(variant, left.get(variant.pk, 0), batches.get(variant.batch)) for variant in variants
    ]


def pieces_left(variants: Iterable[Variant]) -> dict[int, int]:
    """How many pieces of each variant can be promised, by the ledger; one statement."""
    codes = {stock_account(variant.pk): variant.pk for variant in variants}
    return {codes[code]: found.available for code, found in ledger.balances(codes).items()}


def few_left(supplier: Supplier, *, on: date) -> int:
    """So many pieces of a package, or fewer, are nearly none; one statement at most."""
    county = Yields(supplier.county_code, on)
    return county.number("stock_few_pieces", supplier.village_code)


def supplier_shown(number: UUID) -> Supplier | None:
    """A supplier in business, as everybody may know it."""
    return Supplier.objects.filter(number=number, is_active=True).first()


def categories_on_sale() -> QuerySet[Entry, str]:
    """The codes of categories of which something is on sale."""
    return Entry.objects.order_by("category").values_list("category", flat=True).distinct()
