"""Drafts, what they say, and what the policy asks of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from shouwang.bridge import vault
from shouwang.bridge.models import Application
from shouwang.bridge.queries import applications_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.market.certification.models import Draft
from shouwang.market.certification.reading import read, typed_from
from shouwang.market.certification.rules import Said, Terms
from shouwang.market.suppliers.models import Supplier
from shouwang.policies.queries import current_pack


def drafts_of(supplier: Supplier) -> QuerySet[Draft]:
    """Applications still being written, the latest first."""
    return Draft.objects.filter(supplier=supplier, submitted_at=None).order_by("-saved_at", "pk")


def said_in(draft: Draft) -> Said:
    """What the draft says so far; of papers, those that are really there."""
    said, supplier = read(draft.entered), draft.supplier_id
    tests = [
        one if vault.has(supplier, one.file_digest) else replace(one, file_digest="")
        for one in said.tests
    ]
    origin = said.origin_digest if vault.has(supplier, said.origin_digest) else ""
    return replace(said, tests=tests, origin_digest=origin)


def returned(supplier: Supplier, number: UUID) -> Application | None:
    """The supplier's application with the number, where the county sent it back."""
    states = [Application.State.RETURNED]
    return applications_of(supplier.pk).filter(pk=number, state__in=states).first()


def typed_in(application: Application) -> dict[str, dict[str, Any]]:
    """What was typed for an application: its draft's, or what the application itself says."""
    draft = Draft.objects.filter(pk=application.pk).first()
    if draft is not None:
        return dict(draft.entered)
    agreed = application.links.order_by("pk").values_list("link_id", "agreed_at")
    return typed_from(application, {link: localdate(at) for link, at in agreed})


def follow_ups(numbers: Collection[UUID]) -> dict[UUID, Draft]:
    """By returned application the draft that puts it right, if one was begun."""
    return {one.follows: one for one in Draft.objects.filter(follows__in=numbers) if one.follows}


def terms_of(supplier: Supplier, on: date) -> Terms:
    """What the policy of the supplier's county asks on the day."""
    place = RegionCode(supplier.county_code)
    parameters = current_pack(place.code).parameters
    return Terms(
        parameters["certification_least_prices"].resolve(place.prefix, on).value,
        parameters["certification_test_age_days"].resolve(place.prefix, on).value,
    )
