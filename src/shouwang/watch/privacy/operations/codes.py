"""Codes of self-service: issued by staff or sent, shown once, counted before they are compared.

A try is written down as failed under a lock before the code is looked at, as log-ins are: however
many run side by side, no more than the permitted number are compared. Every answer takes the same
steps whether or not the identity number is known here.
"""

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

from shouwang.kernel import journal, scope
from shouwang.kernel.crypto import sealing
from shouwang.kernel.identity.text import normalised
from shouwang.watch.linkage.rules import one_form
from shouwang.watch.privacy.errors import CodesExhausted
from shouwang.watch.privacy.models import Code, Outcome, Try
from shouwang.watch.privacy.rules import ACCESS
from shouwang.watch.privacy.senders import sender
from shouwang.watch.registry.models import Person

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A code in the clear, for the one screen or slip that shows it."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has shown a code: the person, and the village that alone is opened for them."""

    person: int
    place: str


@transaction.atomic
def issue_code(*, by: AbstractBaseUser, at: datetime, person: Person) -> Issued:
    """A code for a person whom the issuer sees, to be handed over; journalled.

    Raises CodesExhausted. The person must have an identity number.
    """
    issued = _issue(person, at, by)
    journal.record(by=by, act="privacy.issue_code", subject=person, region=person.region_code)
    return issued


def _issue(person: Person, at: datetime, by: AbstractBaseUser | None) -> Issued:
    number = digest(str(person.identity or ""))
    _lock(number)
    earlier = Code.objects.filter(identity_digest=number)
    if earlier.filter(issued_at__gt=at - timedelta(days=1)).count() >= ACCESS.codes_a_day:
        raise CodesExhausted
    earlier.filter(used_at=None).update(used_at=at)  # only the newest counts
    code = "".join(secrets.choice("0123456789") for _ in range(ACCESS.digits))
    expires_at = at + ACCESS.valid
    Code.objects.create(
        identity_digest=number,
        code_digest=_code_digest(number, code),
        holder=json.dumps({"person": person.pk, "place": person.region_code}),
        issued_by_id=by.pk if by else None,
        issued_at=at,
        expires_at=expires_at,
    )
    return Issued(code, expires_at)


def send_code(*, identity: str, address: str | None, at: datetime) -> None:
    """Send a code to the telephone held, where a gateway is plugged in; says nothing either way.

    The one look-up before anybody has shown who they are: it reads one person by the keyed digest
    of the whole identity number, in a scope that is left before the answer is made.
    """
    if begin_try(identity=identity, address=address, at=at) is None or sender().by_hand:
        return
    with scope.entered(scope.Scope.everywhere()):
        person = _living(identity)
        if person is None or not person.telephone:
            return
        try:
            issued = _issue(person, at, None)
        except CodesExhausted:
            return
        telephone = str.__str__(person.telephone)
    try:
        sender().send(telephone=telephone, code=issued.code)
    except Exception:  # whatever a gateway raises: the visitor's answer stays the same
        logger.exception("the code sender failed")


def _living(identity: str) -> Person | None:
    found = Person.objects.filter(
        identity_index=one_form(identity), died_on=None, moved_out_on=None
    )
    return found.order_by("-pk").first()


def redeem(*, identity: str, code: str, address: str | None, at: datetime) -> Visitor | None:
    """Whose code this is; None when it is wrong, old, used, or too many were tried."""
    attempt = begin_try(identity=identity, address=address, at=at)
    if attempt is None:
        return None
    return _compare(attempt, normalised(code), at)


@transaction.atomic
def begin_try(*, identity: str, address: str | None, at: datetime) -> Try | None:
    """Write a try down as failed; None when number or address is shut out (written down too)."""
    number = digest(identity)
    _lock(number, address)
    failed = Try.objects.filter(at__gt=at - ACCESS.window, outcome=Outcome.FAILED)
    shut = ACCESS.is_shut(
        of_identity=failed.filter(identity_digest=number).count(),
        of_address=failed.filter(address=address).count() if address else 0,
    )
    attempt = Try.objects.create(
        identity_digest=number,
        address=address,
        at=at,
        outcome=Outcome.LOCKED if shut else Outcome.FAILED,
    )
    return None if shut else attempt


@transaction.atomic
def _compare(attempt: Try, code: str, at: datetime) -> Visitor | None:
    _lock(attempt.identity_digest)
    valid = Code.objects.filter(
        identity_digest=attempt.identity_digest, used_at=None, expires_at__gt=at
    )
    newest = valid.order_by("-issued_at", "-pk").first()
    expected = newest.code_digest if newest else "0" * 64
    right = compare_digest(expected, _code_digest(attempt.identity_digest, code))
    if newest is None or not right:
        return None
    Code.objects.filter(pk=newest.pk).update(used_at=at)
    Try.objects.filter(pk=attempt.pk).update(outcome=Outcome.PASSED)
    held = json.loads(newest.holder)
    visitor = Visitor(held["person"], held["place"])
    with scope.entered(scope.Scope((visitor.place,))):
        journal.record(
            by=journal.Actor("visitor", "农户本人"),
            act="privacy.self_service",
            subject=f"registry.person:{visitor.person}",
            region=visitor.place,
        )
    return visitor


def digest(identity: str) -> str:
    """The keyed digest under which codes and tries of an identity number are kept."""
    return sealing.blind(one_form(identity), "privacy_code.identity").hex()


def _code_digest(number: str, code: str) -> str:
    return sealing.blind(f"{number}:{code}", "privacy_code.code").hex()


def _lock(number: str, address: str | None = None) -> None:
    """Until the transaction ends, other tries with this number or from this address wait."""
    with connection.cursor() as cursor:
        # always the number first: two tries never wait for each other in a ring
        for key in (f"self-service {number}", f"self-service from {address}" if address else None):
            if key:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
