"""Applications, their answers, and certificates with what happens to them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from shouwang.bridge.errors import CertificateOverlaps, KeyReused, LinkUnknown
from shouwang.bridge.models import (
    Application,
    ApplicationFile,
    ApplicationLink,
    Certificate,
    Check,
)
from shouwang.bridge.queries import live_links


@transaction.atomic
def apply(
    application: Application,
    links: Mapping[UUID, datetime],
    files: Iterable[ApplicationFile] = (),
) -> Application:
    """The market: hand an application over, with when each household agreed to be named.

    `files` are the papers with it; their content lies in the vault.
    The same id again returns what stands. Raises LinkUnknown when a link is withdrawn or not of
    this supplier, KeyReused when the id was another supplier's.
    """
    known = Application.objects.filter(pk=application.pk).first()
    if known is not None:
        if known.supplier_id != application.supplier_id:
            raise KeyReused(key=application.pk)
        return known
    _only_own(application, links)
    application.save(force_insert=True)
    ApplicationLink.objects.bulk_create(
        ApplicationLink(
            application=application,
            link_id=link,
            agreed_at=agreed_at,
            region_code=application.region_code,
        )
        for link, agreed_at in sorted(links.items())
    )
    _hand_over(application, files)
    return application


def answer(application: UUID, *, state: str, words: str = "") -> bool:
    """The watch: where the application stands now, in words for the applicant."""
    found = Application.objects.filter(pk=application)
    return bool(found.update(state=state, words=words[:500]))


def certify(certificate: Certificate) -> Certificate:
    """The watch: give a certificate. Raises CertificateOverlaps while another of it holds."""
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        raise CertificateOverlaps(product=certificate.product) from error
    return certificate


def suspend(certificate: UUID, *, on: date, reason: str) -> bool:
    """The watch: from `on` the goods are off sale until `resume`; whether it was in force."""
    return _change(certificate, suspended_on=on, reason=reason)


def resume(certificate: UUID) -> bool:
    """The watch: the suspension is over."""
    return _change(certificate, suspended_on=None, reason="")


def delist(certificate: UUID, *, on: date, reason: str) -> bool:
    """The watch: from `on` the certificate holds no more, for good; the market sees it at once."""
    return _change(certificate, ended_on=on, reason=reason)


def check(
    *, id: UUID, certificate: Certificate, kind: str, on: date, outcome: str, words: str
) -> Check:
    """The watch: record a review or a random check. The same id again is the same check."""
    values = {
        "certificate": certificate,
        "region_code": certificate.region_code,
        "kind": kind,
        "on": on,
        "outcome": outcome,
        "words": words,
    }
    return Check.objects.get_or_create(pk=id, defaults=values)[0]


def _hand_over(application: Application, files: Iterable[ApplicationFile]) -> None:
    rows = list(files)
    for one in rows:
        one.application, one.region_code = application, application.region_code
    ApplicationFile.objects.bulk_create(rows)


def _only_own(application: Application, links: Mapping[UUID, datetime]) -> None:
    day = timezone.localdate(application.submitted_at)
    held = live_links(links, on=day)
    own = set(application.supplier.links.filter(pk__in=list(links)).values_list("pk", flat=True))
    if set(links) - (held & own):
        raise LinkUnknown


def _change(certificate: UUID, **values: object) -> bool:
    return bool(Certificate.objects.filter(pk=certificate, ended_on=None).update(**values))
