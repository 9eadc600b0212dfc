"""The forms of a product's page at the supplier's desk, filled."""

from uuid import uuid4

from django.http import HttpRequest

from shouwang.kernel.money import Money
from shouwang.market.catalogue.forms import ProductForm, VariantForm
from shouwang.market.catalogue.models import Product, Variant

NEW_VARIANT = "id_new_%s"  # several forms stand on one page


def product_form_of(product: Product, request: HttpRequest | None = None) -> ProductForm:
    """The words of a product: as they stand, or as they were sent."""
    season = getattr(product, "season", None)
    begun = {
        name: getattr(product, name)
        for name in ("key", "name", "summary", "category", "shelf_life", "freight_note")
    } | {
        "description": product.description,
        "first_month": season.first_month if season else "",
        "last_month": season.last_month if season else "",
    }
    form = ProductForm(request.POST if request else None, initial=begun, certificates=())
    del form.fields["certificate"]  # for the product's whole life
    if product.certificate:
        form.fields["category"].disabled = True
    return form


def _is_of(form: VariantForm | None, variant: Variant) -> bool:
    return form is not None and form.data.get("key") == str(variant.key)


def form_of(variant: Variant, refused: VariantForm | None) -> VariantForm:
    """A variant's form: as it was sent, where that was refused."""
    return refused if refused is not None and _is_of(refused, variant) else _variant_form(variant)


def new_form(variants: list[Variant], refused: VariantForm | None) -> VariantForm:
    """The form of another variant: as it was sent, where that was refused."""
    if refused is not None and not any(_is_of(refused, one) for one in variants):
        return refused
    return VariantForm(initial={"key": uuid4()}, auto_id=NEW_VARIANT)


def _variant_form(variant: Variant) -> VariantForm:
    names = ("key", "title", "grade", "unit", "grams", "gross_grams", "is_on_sale")
    begun = {name: getattr(variant, name) for name in names}
    begun["price"] = Money(variant.price_fen).text(thousands="")
    tiers = sorted(variant.tiers.all(), key=lambda tier: tier.least)
    for (least, lower), tier in zip(VariantForm.STEPS, tiers, strict=False):
        begun |= {least: tier.least, lower: Money(tier.price_fen).text(thousands="")}
    return VariantForm(initial=begun, auto_id=f"id_{variant.pk}_%s")
