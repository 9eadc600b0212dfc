"""Trying to log in, and the lock-out that counts the tries.

A try is written down as failed *before* the password is looked at, under a lock on the name and
the address, and turned into a success afterwards. However many tries run side by side, no more
than the permitted number ever reach the password.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from shouwang.people import queries, rules
from shouwang.people.errors import NotManaged
from shouwang.people.models import Account, LogIn, Outcome
from shouwang.people.operations.trace import trace
from shouwang.people.rules import LockOut


def digest(username: str) -> str:
    """The keyed digest under which tries with this name are counted."""
    name = username.strip().lower()
    return salted_hmac("shouwang.people.log_in", name, algorithm="sha256").hexdigest()


@transaction.atomic
def begin_log_in(
    *, username: str, address: str | None, at: datetime, limit: LockOut = rules.LOCK_OUT
) -> LogIn | None:
    """Write down a try; None when account or address is shut out (that is written down too).

    Names that no account has are counted alike: the answer does not tell whether one exists.
    """
    name = digest(username)
    _lock(name, address)
    shut = _is_shut(name, address, at, limit)
    log_in = LogIn.objects.create(
        at=at,
        account=Account.objects.filter(username=username.strip().lower()).first(),
        name_digest=name,
        address=address,
        outcome=Outcome.LOCKED if shut else Outcome.FAILED,
    )
    return None if shut else log_in


@transaction.atomic
def fail_log_in(*, log_in: LogIn, at: datetime, limit: LockOut = rules.LOCK_OUT) -> None:
    """The try has failed: written down already; the one that shuts an account is journalled."""
    since = at - limit.window
    failures = queries.failures_since(since, Q(name_digest=log_in.name_digest))
    if log_in.account and failures >= limit.per_account:
        trace(None, "people.locked_out", subject=log_in.account, address=log_in.address or "")


@transaction.atomic
def pass_log_in(*, log_in: LogIn) -> None:
    """The try has succeeded: the password was right."""
    LogIn.objects.filter(pk=log_in.pk).update(outcome=Outcome.PASSED)


@transaction.atomic
def fail_code(*, account: Account, address: str | None, at: datetime) -> None:
    """A one-time code was wrong: counts like a wrong password."""
    name = digest(account.username)
    _lock(name, address)
    LogIn.objects.create(
        at=at, account=account, name_digest=name, address=address, outcome=Outcome.FAILED
    )


def is_shut_out(*, account: Account, address: str | None, at: datetime) -> bool:
    """Whether another one-time code may not be tried now."""
    return _is_shut(digest(account.username), address, at, rules.LOCK_OUT)


@transaction.atomic
def unlock(*, account: Account, by: Account | None, at: datetime) -> int:
    """Forgive the account's failed tries, so that it may log in at once; None is the system.

    Raises NotManaged when `by` may not manage the account.
    """
    if by is not None:
        require_management(by, account, at)
    forgiven = LogIn.objects.filter(
        Q(account=account) | Q(name_digest=digest(account.username)),
        outcome=Outcome.FAILED,
        forgiven=False,
    ).update(forgiven=True)
    trace(by, "people.unlocked", subject=account, failures=forgiven)
    return forgiven


def require_management(by: Account, account: Account, at: datetime) -> None:
    """Raises NotManaged unless `by` may manage the account."""
    on = queries.day_of(at)
    if by.pk == account.pk or not rules.may_manage(
        queries.duties_of(by), queries.duties_of(account), on
    ):
        raise NotManaged(username=account.username)


def _is_shut(name: str, address: str | None, at: datetime, limit: LockOut) -> bool:
    since = at - limit.window
    of_address = queries.failures_since(since, Q(address=address)) if address else 0
    of_account = queries.failures_since(since, Q(name_digest=name))
    return rules.is_locked(of_account=of_account, of_address=of_address, limit=limit)


def _lock(name: str, address: str | None) -> None:
    """Until the transaction ends, other tries with this name or from this address wait."""
    with connection.cursor() as cursor:
        # always the name first: two tries never wait for each other in a ring
        for key in (f"name {name}", f"address {address}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
