"""What either wing may ask of the bridge. Days are half-open: a certificate's last is not in it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from shouwang.bridge.models import Application, Attribution, Certificate, Link, SupplierCard
from shouwang.bridge.rules import typed


def cards(*, near: str = "") -> QuerySet[SupplierCard]:
    """Suppliers in business by name, of the county of a place where one is given."""
    return SupplierCard.objects.filter(is_active=True, region_code__startswith=near[:6]).order_by(
        "name", "pk"
    )


def links_of(supplier: UUID, *, on: date | None = None) -> QuerySet[Link]:
    """The links of a supplier by number; with a day only those that still hold on it."""
    links = Link.objects.filter(supplier_id=supplier).order_by("number")
    return links if on is None else links.filter(_holding(on))


def live_links(ids: Iterable[UUID], *, on: date) -> set[UUID]:
    """Those of the links that hold on the day."""
    found = Link.objects.filter(_holding(on), pk__in=list(ids)).values_list("pk", flat=True)
    return set(found)


def link_by_pass(number: str, secret: str) -> Link | None:
    """The link with the number whose pass it is; None for an unknown number and a wrong pass.

    Both take the same time. Whoever asks counts the tries.
    """
    link = Link.objects.filter(number=typed(number)).first()
    if link is None:
        make_password(secret)
        return None
    return link if check_password(typed(secret), link.pass_digest) else None


def valid_certificates(
    on: date,
    *,
    supplier: UUID | None = None,
    ids: Collection[UUID] | None = None,
    product: str | None = None,
) -> QuerySet[Certificate]:
    """Certificates that hold on the day: begun, not over, neither suspended nor taken away."""
    found = Certificate.objects.annotate(over_on=Coalesce(F("ended_on"), F("valid_until"))).filter(
        Q(suspended_on__isnull=True) | Q(suspended_on__gt=on), valid_from__lte=on, over_on__gt=on
    )
    if supplier is not None:
        found = found.filter(supplier_id=supplier)
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    if product is not None:
        found = found.filter(product=product)
    return found.order_by("number")


def is_certified(certificate: UUID, on: date) -> bool:
    """Whether this certificate holds on the day."""
    return valid_certificates(on, ids=[certificate]).exists()


def certified_ids(ids: Collection[UUID], on: date) -> set[UUID]:
    """Those of the certificates that hold on the day; one statement for a whole cart."""
    return set(valid_certificates(on, ids=ids).values_list("pk", flat=True))


def applications_of(supplier: UUID) -> QuerySet[Application]:
    """A supplier's applications with where they stand, newest first."""
    return Application.objects.filter(supplier_id=supplier).order_by("-submitted_at", "pk")


def earned(link: UUID) -> list[dict[str, Any]]:
    """What a link's goods brought, by month and product, newest first; for its own page."""
    rows = (
        Attribution.objects.filter(link_id=link)
        .order_by("-month", "product", "stage", "pk")
        .values("month", "product", "kind", "stage", "fen", "grams", "buyer_kind", "settled_on")
    )
    return [dict(one) for one in rows]


def _holding(on: date) -> Q:
    return Q(agreed_on__lte=on) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=on))
