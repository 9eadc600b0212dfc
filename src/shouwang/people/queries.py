"""Reading people: duties, scopes, lists for the pages."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode, enclosing
from shouwang.kernel.scope import Scope, signed
from shouwang.people import rules
from shouwang.people.models import (
    Account,
    AccountRequest,
    AccountSession,
    Duty,
    DutyReview,
    LogIn,
)
from shouwang.people.rules import Act, HeldDuty, Kind

_DUTIES_OF = """
SELECT d.*, CASE WHEN d.lent_from_id IS NULL THEN '' ELSE a.display_name END AS lender
FROM people_duties_of(%s) AS d JOIN people_account AS a ON a.id = d.granted_by_id
"""


def duties_of(account: Account) -> tuple[HeldDuty, ...]:
    """Every duty the account ever held, as the rules see them. Works before a scope exists."""
    return duties_of_number(account.pk)


def duties_of_number(account: int) -> tuple[HeldDuty, ...]:
    """The same for the account of that number."""
    rows = Duty.objects.raw(_DUTIES_OF, [account])
    read = (row.held(getattr(row, "lender", "")) for row in rows)
    return tuple(held for held in read if held)


def duties_once(account: Account) -> tuple[HeldDuty, ...]:
    """The account's duties, read once in the life of this object: one request's account."""
    known: tuple[HeldDuty, ...] | None = getattr(account, "_duties_read", None)
    if known is None:
        known = account._duties_read = duties_of(account)  # type: ignore[attr-defined]
        on = timezone.localdate()
        lenders = (duty.on_behalf_of for duty in known if duty.period.contains(on))
        account.stands_in_for = tuple(dict.fromkeys(filter(None, lenders)))
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


def holders(kinds: Iterable[str], region_code: str, on: date) -> list[int]:
    """The active duties' accounts: who holds one of the kinds in the place or in one around it."""
    place = RegionCode(region_code)
    with people_scope((RegionCode.of(place.county),)):
        held = Duty.objects.in_force(on).filter(
            kind__in=list(kinds), region_code__in=enclosing(place)
        )
        return sorted(set(held.values_list("account_id", flat=True)))


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


def log_ins(
    *, words: str = "", outcome: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[LogIn]:
    """The log of log-ins of people inside the people scope that was entered, latest first.

    `until` is the last day that counts.
    """
    found = LogIn.objects.filter(account__in=Duty.objects.values("account_id"))
    if words:
        found = found.filter(account__in=Account.objects.all().matching(words))
    if outcome:
        found = found.filter(outcome=outcome)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.select_related("account").order_by("-at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def counties_at_work(on: date) -> tuple[RegionCode, ...]:
    """The counties in which somebody holds a duty: where an account can be asked for."""
    with people_scope((RegionCode.of(""),)):
        codes = Duty.objects.in_force(on).values_list("region_code", flat=True).distinct()
        found = sorted({code[:6] for code in codes if code[4:6] != "00"})
    return tuple(RegionCode.of(code) for code in found)


def requests(*, waiting: bool) -> QuerySet[AccountRequest]:
    """Requests for accounts inside the people scope that was entered; the oldest waits first."""
    found = AccountRequest.objects.select_related("decided_by", "account")
    if waiting:
        return found.filter(state="waiting").order_by("asked_at", "pk")
    return found.exclude(state="waiting").order_by("-decided_at", "-pk")


def reviewed(on: date) -> QuerySet[Duty]:
    """The duties in force inside the people scope, by their end, with when each was confirmed."""
    latest = DutyReview.objects.filter(duty=OuterRef("pk")).order_by("-at")
    return (
        Duty.objects.in_force(on)
        .select_related("account", "granted_by")
        .annotate(confirmed_at=Subquery(latest.values("at")[:1]))
        .annotate(last_day=Coalesce("ended_on", "ends_on"))
        .order_by("last_day", "account__display_name", "pk")
    )


def loans_of(account: Account, on: date) -> list[Duty]:
    """What the account has lent and has not come back, by its end."""
    with people_scope(tuple({held.region for held in duties_of(account)})):
        rows = Duty.objects.filter(lent_from__account=account).filter(
            Q(ended_on=None) | Q(ended_on__gt=on), ends_on__gt=on
        )
        return list(rows.select_related("account").order_by("ends_on", "pk"))


def own_duty(account: Account, number: int) -> Duty | None:
    """The account's duty of that number, lent or its own."""
    return next((row for row in duty_rows_of(account) if row.pk == number), None)


def day_of(at: datetime) -> date:
    """The day of an instant in the site's time zone."""
    return timezone.localdate(at)
