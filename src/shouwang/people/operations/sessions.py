"""Ending sessions."""

from django.db import transaction

from shouwang.people import rules
from shouwang.people.models import Account, AccountSession
from shouwang.people.operations.trace import trace
from shouwang.people.rules import SessionLimits


@transaction.atomic
def end_session(*, account: Account, key: str) -> bool:
    """End one of the account's own sessions; False when it had none of that key."""
    deleted, _ = AccountSession.objects.filter(account=account, session_key=key).delete()
    if deleted:
        trace(account, "people.session_ended", subject=account, sessions=1)
    return bool(deleted)


@transaction.atomic
def end_other_sessions(*, account: Account, but: str | None) -> int:
    """The account ends all its sessions but the one whose key is given; returns how many."""
    ended = end_sessions(account=account, but=but)
    if ended:
        trace(account, "people.session_ended", subject=account, sessions=ended)
    return ended


def end_sessions(*, account: Account, but: str | None = None) -> int:
    """End all sessions of the account, but for the one whose key is given: part of another act."""
    ended, _ = AccountSession.objects.filter(account=account).exclude(session_key=but).delete()
    return ended


@transaction.atomic
def trim_sessions(*, account: Account, limits: SessionLimits = rules.SESSION_LIMITS) -> int:
    """End the oldest sessions beyond the permitted number."""
    Account.objects.select_for_update().get(pk=account.pk)
    rows = account.sessions.values_list("session_key", "begun_at")
    keys = rules.superfluous([(key, begun) for key, begun in rows if begun], limits)
    ended, _ = AccountSession.objects.filter(session_key__in=keys).delete()
    return ended
