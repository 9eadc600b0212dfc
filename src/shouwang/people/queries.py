"""Reading people: duties, scopes, lists for the pages."""

import contextlib
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, signed
from shouwang.people import rules
from shouwang.people.models import Account, AccountSession, Duty, LogIn
from shouwang.people.rules import Act, HeldDuty, Kind


def duties_of(account: Account) -> tuple[HeldDuty, ...]:
    """Every duty the account ever held, as the rules see them. Works before a scope exists."""
    rows = Duty.objects.raw("SELECT * FROM people_duties_of(%s)", [account.pk])
    return tuple(held for held in (row.held() for row in rows) if held)


def duties_once(account: Account) -> tuple[HeldDuty, ...]:
    """The account's duties, read once in the life of this object: one request's account."""
    known: tuple[HeldDuty, ...] | None = getattr(account, "_duties_read", None)
    if known is None:
        known = account._duties_read = duties_of(account)  # type: ignore[attr-defined]
    return known


def scope_of(account: Account, on: date) -> Scope:
    """The places whose households the account may see on the day: settings.SHOUWANG_SCOPE_OF.

    A duty that opens no household data (medical officer, administrator) adds nothing.
    """
    duties = [duty for duty in duties_once(account) if duty.period.contains(on)]
    return Scope.of(
        rules.places(duties, Act.SEE_HOUSEHOLDS, on),
        account=str(account.pk),
        duty=",".join(sorted({duty.kind.value for duty in duties})),
    )


def duty_rows_of(account: Account) -> list[Duty]:
    """The account's duties as rows, newest first, with who granted and ended them."""
    rows = list(Duty.objects.raw("SELECT * FROM people_duties_of(%s)", [account.pk]))
    named = Account.objects.in_bulk(
        {row.granted_by_id for row in rows} | {row.ended_by_id for row in rows if row.ended_by_id}
    )
    for row in rows:
        row.granted_by = named[row.granted_by_id]
        row.ended_by = named[row.ended_by_id] if row.ended_by_id else None
    return sorted(rows, key=lambda row: (row.begins_on, row.pk), reverse=True)


@contextlib.contextmanager
def people_scope(places: tuple[RegionCode, ...]) -> Iterator[None]:
    """Inside the block the database shows the duties held in these places.

    The setting lasts for the transaction at most, and is put back at the block's end.
    """
    whole = any(not place.prefix for place in places)
    with signed("shouwang.people", "*" if whole else ",".join(one.prefix for one in places)):
        yield


def has_administrator(on: date | None = None) -> bool:
    """Whether somebody can log in and grant duties; on today when no day is given."""
    with people_scope((RegionCode.of(""),)):
        duties = Duty.objects.in_force(on or timezone.localdate())
        return duties.filter(kind=Kind.ADMINISTRATOR.value, account__is_active=True).exists()


def people_places(duties: tuple[HeldDuty, ...], on: date) -> tuple[RegionCode, ...]:
    """Where the holder may see people and their duties."""
    return rules.places(duties, Act.SEE_PEOPLE, on)


def people(*, words: str = "", kind: str = "", past: bool = False, on: date) -> QuerySet[Account]:
    """Accounts with a duty inside the people scope that was entered, by name.

    `past` lists those whose duties there have all ended.
    """
    seen = Duty.objects.filter(kind=kind) if kind else Duty.objects.all()
    current = seen.in_force(on).values("account_id")
    accounts = Account.objects.filter(pk__in=seen.values("account_id"))
    accounts = accounts.exclude(pk__in=current) if past else accounts.filter(pk__in=current)
    if words:
        accounts = accounts.matching(words)
    shown = Prefetch("duties", Duty.objects.order_by("-begins_on", "-pk"))
    return accounts.order_by("display_name", "pk").prefetch_related(shown)


def known(username: str) -> Account | None:
    """The account of that name, if it has a duty inside the people scope that was entered."""
    seen = Duty.objects.values("account_id")
    return Account.objects.filter(username=username, pk__in=seen).first()


def sessions_of(account: Account, at: datetime) -> QuerySet[AccountSession]:
    """The account's running sessions, the latest first."""
    return account.sessions.filter(expire_date__gt=at).order_by("-begun_at", "session_key")


def failures_since(since: datetime, condition: Q) -> int:
    """How many unforgiven failed tries there were after the instant."""
    return LogIn.objects.filter(condition, at__gt=since, outcome="failed", forgiven=False).count()


def locked_accounts(at: datetime, limit: rules.LockOut = rules.LOCK_OUT) -> set[int]:
    """The accounts that are shut out now."""
    tries = LogIn.objects.filter(
        at__gt=at - limit.window, outcome="failed", forgiven=False, account__isnull=False
    )
    counts: dict[int, int] = {}
    for account in tries.values_list("account_id", flat=True):
        counts[account] = counts.get(account, 0) + 1
    return {account for account, count in counts.items() if count >= limit.per_account}


def log_ins() -> QuerySet[LogIn]:
    """The log of log-ins of people inside the people scope that was entered, latest first."""
    seen = Duty.objects.values("account_id")
    return LogIn.objects.filter(account__in=seen).select_related("account").order_by("-at", "-pk")


def day_of(at: datetime) -> date:
    """The day of an instant in the site's time zone."""
    return timezone.localdate(at)
