"""What happens to a certificate after it was given: checks, suspension, the end of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import Certificate, Check
from shouwang.bridge.queries import valid_certificates
from shouwang.kernel import journal
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack
from shouwang.watch.produce import rules
from shouwang.watch.produce.errors import NotHere
from shouwang.watch.produce.models import Draw, Drawn

CHECK_PERCENT = "certificate_check_percent"


class Deed(StrEnum):
    """What the county may do to a certificate at once."""

    SUSPEND = "suspend"
    RESUME = "resume"
    DELIST = "delist"


@transaction.atomic
def upon_certificate(
    *, by: AbstractBaseUser, at: datetime, certificate: UUID, deed: Deed, reason: str
) -> bool:
    """Suspend, resume or take away, from today; the market sees it at once. Raises NotHere.

    False when it holds no more already.
    """
    found, on = _certificate(certificate), timezone.localdate(at)
    if deed is Deed.SUSPEND:
        done = found.suspended_on is None and bridge.suspend(found.pk, on=on, reason=reason)
    elif deed is Deed.RESUME:
        done = found.suspended_on is not None and bridge.resume(found.pk)
    else:
        done = bridge.delist(found.pk, on=max(on, found.valid_from), reason=reason)
    if done:
        _journal(by, f"produce.{deed}", found, reason)
    return done


@transaction.atomic
def record_check(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    certificate: UUID,
    kind: str,
    outcome: str,
    words: str,
) -> Check:
    """Record a review or a random check; a number drawn answers the draw. Raises NotHere."""
    found = _certificate(certificate)
    is_new = not Check.objects.filter(pk=number).exists()
    check = bridge.check(
        id=number,
        certificate=found,
        kind=kind,
        on=timezone.localdate(at),
        outcome=outcome,
        words=words,
    )
    if is_new:
        _journal(by, "produce.check", found, "", kind=kind, outcome=outcome)
    return check


@transaction.atomic
def draw_checks(
    *, by: AbstractBaseUser, at: datetime, number: UUID, place: RegionCode, seed: str
) -> Reading[Draw]:
    """Draw the share of the policy among the certificates valid today; the same number, once."""
    known = Draw.objects.filter(pk=number).first()
    if known is not None:
        return Reading(known)
    on = timezone.localdate(at)
    valid = valid_certificates(on).filter(region_code__startswith=place.prefix)
    held = dict(valid.values_list("pk", "region_code"))
    if not held:
        return refused("nothing_to_draw", "这里还没有有效的证书，没有可抽的。")
    percent = int(current_pack(place.code).resolve(CHECK_PERCENT, place.code, on).value)
    draw = Draw.objects.create(
        id=number,
        region_code=place.code,
        seed=seed,
        on=on,
        frame=len(held),
        frame_digest=rules.frame_digest(list(held)),
        by_id=by.pk,
        at=at,
    )
    chosen = rules.drawn(seed, list(held), percent)
    Drawn.objects.bulk_create(
        Drawn(
            id=uuid5(number, str(one)),
            draw=draw,
            certificate_id=one,
            region_code=held[one],
            rank=rank,
        )
        for rank, one in enumerate(chosen, 1)
    )
    evidence = {"seed": seed, "frame": len(held), "drawn": len(chosen)}
    journal.record(by=by, act="produce.draw", subject=draw, region=place, evidence=evidence)
    return Reading(draw)


def _certificate(number: UUID) -> Certificate:
    """The certificate; of one elsewhere the database changes nothing."""
    found = Certificate.objects.filter(pk=number).first()
    if found is None:
        raise NotHere
    return found


def _journal(
    by: AbstractBaseUser, act: str, certificate: Certificate, reason: str, **more: str
) -> None:
    journal.record(
        by=by,
        act=act,
        subject=journal.Subject("bridge.certificate", str(certificate.pk)),
        region=RegionCode(certificate.region_code),
        reason=reason,
        evidence={"number": certificate.number, **more},
    )
