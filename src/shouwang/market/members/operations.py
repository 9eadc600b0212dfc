"""Signing up, running the market, and counting tries to log in."""

import secrets
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from shouwang.market.members.errors import MemberUnknown, NameTaken
from shouwang.market.members.models import LogInTry, Member, MemberSession
from shouwang.people.rules import LOCK_OUT, LockOut


def sign_up(
    *,
    username: str,
    password: str,
    display_name: str,
    at: datetime,
    is_operator: bool = False,
    is_demonstration: bool = False,
) -> Member:
    """A new member. Raises NameTaken."""
    member = Member(
        username=username.strip().lower(),
        display_name=display_name.strip(),
        is_operator=is_operator,
        is_demonstration=is_demonstration,
        created_at=at,
    )
    member.set_password(password)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise NameTaken(username=member.username) from error
    return member


@transaction.atomic
def set_operator(*, username: str, is_operator: bool) -> bool:
    """Whether a member runs the market; whether that changed: for the command line only.

    Who no longer does is logged out everywhere. Raises MemberUnknown.
    """
    name = username.strip().lower()
    member = Member.objects.select_for_update().filter(username=name).first()
    if member is None:
        raise MemberUnknown(username=name)
    if member.is_operator == is_operator:
        return False
    member.is_operator = is_operator
    member.save(update_fields=["is_operator"])
    if not is_operator:
        MemberSession.objects.filter(member=member).delete()
    return True


def change_password(
    *, member: Member, old: str, new: str, address: str | None, at: datetime
) -> bool:
    """Another password, for who knows the one until now; whether it was known.

    A wrong one counts as a wrong try to log in. Every session of the member ends; the caller begins
    another for who asked.
    """
    if log_in(username=member.username, password=old, address=address, at=at) is None:
        return False
    _set_password(member, new)
    return True


def reset_password(*, username: str) -> str:
    """A password made here, for who forgot theirs; every session ends. For the command line only.

    Raises MemberUnknown.
    """
    name = username.strip().lower()
    member = Member.objects.filter(username=name).first()
    if member is None:
        raise MemberUnknown(username=name)
    made = secrets.token_urlsafe(12)
    _set_password(member, made)
    return made


@transaction.atomic
def _set_password(member: Member, password: str) -> None:
    member.set_password(password)
    member.save(update_fields=["password"])
    MemberSession.objects.filter(member=member).delete()


def log_in(
    *,
    username: str,
    password: str,
    address: str | None,
    at: datetime,
    limit: LockOut = LOCK_OUT,
) -> Member | None:
    """Whose name and password these are; None when wrong, or after too many wrong tries.

    A try is written down as failed before the password is looked at, under a lock on the name:
    however many run side by side, no more than the permitted number reach the password.
    """
    begun = _begun(username, address, at, limit)
    if begun is None:
        return None
    member = authenticate(username=username.strip().lower(), password=password)
    if not isinstance(member, Member):
        return None
    LogInTry.objects.filter(pk=begun.pk).update(passed=True)
    return member


@transaction.atomic
def _begun(username: str, address: str | None, at: datetime, limit: LockOut) -> LogInTry | None:
    name = username.strip().lower()
    digest = salted_hmac("shouwang.market.log_in", name, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
    failed = LogInTry.objects.filter(at__gte=at - limit.window, passed=False)
    if failed.filter(name_digest=digest).count() >= limit.per_account:
        return None
    if address and failed.filter(Q(address=address)).count() >= limit.per_address:
        return None
    return LogInTry.objects.create(at=at, name_digest=digest, address=address)
