"""Drafts, what they say, and what the policy asks of them."""

from datetime import date

from django.db.models import QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.market.certification.models import Draft
from shouwang.market.certification.reading import read
from shouwang.market.certification.rules import Said, Terms
from shouwang.market.suppliers.models import Supplier
from shouwang.policies.queries import current_pack


def drafts_of(supplier: Supplier) -> QuerySet[Draft]:
    """Applications still being written, the latest first."""
    return Draft.objects.filter(supplier=supplier, submitted_at=None).order_by("-saved_at", "pk")


def said_in(draft: Draft) -> Said:
    """What the draft says so far."""
    return read(draft.entered)


def terms_of(supplier: Supplier, on: date) -> Terms:
    """What the policy of the supplier's county asks on the day."""
    place = RegionCode(supplier.county_code)
    parameters = current_pack(place.code).parameters
    return Terms(
        parameters["certification_least_prices"].resolve(place.prefix, on).value,
        parameters["certification_test_age_days"].resolve(place.prefix, on).value,
    )
