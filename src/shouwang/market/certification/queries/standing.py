"""Where applications stand, and which certificates hold: from the bridge, at the moment of asking.

Nothing is copied: a certificate that the county takes away takes its goods off sale with the next
statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from shouwang.bridge.models import Application, Certificate, Check
from shouwang.bridge.queries import applications_of, valid_certificates
from shouwang.market.suppliers.models import Supplier

# For statements by hand: a `certificate` row holds on %(on)s. Half-open, as everywhere.
HOLDS_SQL = """(certificate.valid_from <= %(on)s
    AND coalesce(certificate.ended_on, certificate.valid_until) > %(on)s
    AND (certificate.suspended_on IS NULL OR certificate.suspended_on > %(on)s))"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with its certificate, if one was given."""

    application: Application
    certificate: Certificate | None


def is_valid(certificate: UUID, on: date) -> bool:
    """Whether the certificate holds on the day."""
    return valid_certificates(on, ids=[certificate]).exists()


def holding(on: date, field: str = "certificate") -> Exists:
    """A condition for a query: the row's certificate, named by `field`, holds on the day."""
    return Exists(valid_certificates(on).order_by().filter(pk=OuterRef(field)))


def standing_of(supplier: Supplier) -> Sequence[Standing]:
    """The supplier's applications, newest first, each with its certificate; two statements."""
    sent = list(applications_of(supplier.pk)[:200])
    given = Certificate.objects.filter(application__in=sent)
    by_application = {one.application_id: one for one in given}
    return [Standing(one, by_application.get(one.pk)) for one in sent]


def certificates_of(supplier: Supplier, on: date) -> Sequence[Certificate]:
    """Those of the supplier that hold on the day, by number."""
    return list(valid_certificates(on, supplier=supplier.pk))


def certificate_of(number: str) -> tuple[Certificate, Sequence[Check]] | None:
    """A certificate with what its checks found, the latest first; None for an unknown number."""
    found = Certificate.objects.select_related("supplier").filter(number=number.strip().upper())
    certificate = found.first()
    if certificate is None:
        return None
    return certificate, list(certificate.checks.order_by("-on", "pk"))
