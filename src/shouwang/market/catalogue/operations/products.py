"""Making, changing, pricing, showing and withdrawing products; each leaves a line of history.

Every operation ends by writing what search reads, in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.bridge.models import Certificate
from shouwang.bridge.queries import valid_certificates
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.market.catalogue import pictures, rules
from shouwang.market.catalogue.models import (
    Picture,
    Product,
    ProductEvent,
    Season,
    Tier,
    Variant,
)
from shouwang.market.catalogue.operations.entries import write_entries
from shouwang.market.catalogue.rules import Step
from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier

MOST_PICTURES = 8


@transaction.atomic
def make(
    *,
    key: UUID,
    supplier: Supplier,
    certificate: UUID | None,
    given: Mapping[str, Any],
    season: tuple[int, int] | None = None,
    by: Member | None,
    at: datetime,
    is_demonstration: bool = False,
) -> Reading[Product]:
    """A new product, not yet on sale; the same key again gives the first.

    `given` holds name, category, origin_code and the texts. With a certificate, which must be the
    supplier's and hold today, category and origin are the certificate's.
    """
    own = dict(given)
    if certificate is not None:
        found = valid_certificates(timezone.localdate(at), ids=[certificate]).first()
        if found is None or found.supplier_id != supplier.pk:
            return refused("certificate", _("这张证书不是您的，或者今天不在有效期内。"))
        own |= {"category": found.category, "origin_code": found.region_code}
        own["households"] = _helped(found)
    product, is_new = Product.objects.get_or_create(
        key=key,
        defaults=own
        | {
            "supplier": supplier,
            "certificate": certificate,
            "made_at": at,
            "is_demonstration": is_demonstration,
        },
    )
    if product.supplier_id != supplier.pk:
        return refused("not_yours", _("这件商品不是您的。"))
    if is_new:
        _set_season(product, season)
        _note(product, "made", by, at, words=product.name)
    return Reading(product)


def _helped(certificate: Certificate) -> int:
    """How many households agreed to be named in the application behind the certificate."""
    return certificate.application.links.count()


@transaction.atomic
def change(
    *,
    product: Product,
    given: Mapping[str, Any],
    season: tuple[int, int] | None,
    by: Member | None,
    at: datetime,
) -> Product:
    """New texts and months. A certified product keeps its certificate, category and origin."""
    kept = {"category", "origin_code"} if product.certificate else set()
    for name, value in given.items():
        if name not in kept:
            setattr(product, name, value)
    product.save()
    _set_season(product, season)
    _note(product, "changed", by, at)
    _show(product, at)
    return product


def _set_season(product: Product, season: tuple[int, int] | None) -> None:
    if season is None:
        Season.objects.filter(product=product).delete()
        return
    months = {"first_month": season[0], "last_month": season[1]}
    Season.objects.update_or_create(product=product, defaults=months)


@transaction.atomic
def put_variant(
    *,
    key: UUID,
    product: Product,
    given: Mapping[str, Any],
    steps: Sequence[Step] = (),
    by: Member | None,
    at: datetime,
) -> Reading[Variant]:
    """A new variant, or new words and prices for the one with this key."""
    findings = rules.refusals_of_steps(given["price_fen"], steps)
    if Variant.objects.filter(product=product, title=given["title"]).exclude(key=key).exists():
        findings.append(Finding("title_taken", _("这件商品已有同名规格，请换一个名称。")))
    if findings:
        return Reading(None, tuple(findings))
    variant, _is_new = Variant.objects.update_or_create(
        key=key, product=product, defaults=dict(given)
    )
    Tier.objects.filter(variant=variant).delete()
    Tier.objects.bulk_create(
        Tier(variant=variant, least=one.least, price_fen=one.price_fen) for one in steps
    )
    words = "；".join(f"{one.least}件起{one.price_fen}分" for one in steps)
    _note(product, "priced", by, at, variant=variant, price_fen=variant.price_fen, words=words)
    _show(product, at)
    return Reading(variant)


@transaction.atomic
def put_on_sale(*, product: Product, by: Member | None, at: datetime) -> Reading[Product]:
    """Show the product to shoppers; it needs a variant on sale and a certificate that holds."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    findings = list(_refusals_of_sale(product, at))
    if findings:
        return Reading(None, tuple(findings))
    if not product.is_on_sale:
        product.is_on_sale, product.listed_at = True, at
        product.save(update_fields=["is_on_sale", "listed_at"])
        _note(product, "listed", by, at)
    _show(product, at)
    return Reading(product)


def _refusals_of_sale(product: Product, at: datetime) -> list[Finding]:
    found = []
    if not product.variants.filter(is_on_sale=True).exists():
        found.append(Finding("no_variant", _("先填好至少一个规格和价格，再上架。")))
    if not product.supplier.is_active:
        found.append(Finding("supplier", _("供货主体不在营，商品不能上架。")))
    on = timezone.localdate(at)
    if product.certificate and not valid_certificates(on, ids=[product.certificate]).exists():
        found.append(Finding("certificate", _("证书今天不在有效期内，商品不能上架。")))
    return found


@transaction.atomic
def take_off(*, product: Product, by: Member | None, at: datetime, words: str = "") -> Product:
    """Take the product off sale; what was ordered is delivered all the same."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.is_on_sale:
        product.is_on_sale = False
        product.save(update_fields=["is_on_sale"])
        _note(product, "withdrawn", by, at, words=words)
    _show(product, at)
    return product


@transaction.atomic
def add_picture(
    *, product: Product, file: BinaryIO, alt: str, by: Member | None, at: datetime
) -> Reading[Picture]:
    """Keep a picture behind the others; the same one again changes its words."""
    if product.pictures.count() >= MOST_PICTURES:
        return refused("too_many", _("一件商品最多放 %(most)s 张图片。") % {"most": MOST_PICTURES})
    kept = pictures.keep(file)
    if kept.value is None:
        return Reading(None, kept.findings)
    last = product.pictures.order_by("-position").values_list("position", flat=True).first()
    picture, is_new = Picture.objects.update_or_create(
        product=product,
        digest=kept.value.digest,
        defaults={"alt": alt, "width": kept.value.width, "height": kept.value.height},
        create_defaults={
            "alt": alt,
            "width": kept.value.width,
            "height": kept.value.height,
            "position": 0 if last is None else last + 1,
            "added_at": at,
        },
    )
    if is_new:
        _note(product, "pictured", by, at)
    return Reading(picture)


@transaction.atomic
def remove_picture(*, picture: Picture, by: Member | None, at: datetime) -> None:
    """Take a picture off the product; its public files stay, since pages elsewhere show them."""
    _note(picture.product, "unpictured", by, at)
    picture.delete()


def _note(product: Product, kind: str, by: Member | None, at: datetime, **more: Any) -> None:
    ProductEvent.objects.create(product=product, kind=kind, by=by, at=at, **more)


def _show(product: Product, at: datetime) -> None:
    write_entries([product.pk], on=timezone.localdate(at))
