"""Receiving a report, from a page without log-in, an operator or a counter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.crypto import sealing
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.reports import queries, rules
from shouwang.watch.reports.errors import PlaceUnknown
from shouwang.watch.reports.models import Attempt, Channel, Report
from shouwang.watch.reports.operations.telling import tell_waiting
from shouwang.watch.reports.queries.policy import joining_days
from shouwang.watch.reports.rules import LIMITS, State

VISITOR = journal.Actor("visitor", "申报人")
_EARLIER = "SELECT public.reports_earlier(%s, %s, %s, %s, %s)"
_SALTS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What somebody reports: who, where, which trouble; the proxy, when somebody else reports."""

    name: str
    telephone: str
    category: str
    village: str
    words: str = ""
    proxy_name: str = ""
    proxy_telephone: str = ""
    household: int | None = None

    @property
    def to_call(self) -> str:
        """The telephone at which somebody answers."""
        return self.telephone or self.proxy_telephone


@dataclass(frozen=True, slots=True)
class Received:
    """What whoever reported takes away: the number, where the report lies, by when it is taken up.

    `due_on` is None when it was joined to one that is under way.
    """

    receipt: str
    village: str
    due_on: date | None
    joined: bool
    at: datetime
    to_be_called: bool


@transaction.atomic
def receive(
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    number: UUID,
    told: Told,
    channel: Channel,
    address: str | None = None,
) -> Received:
    """Take a report in and give its receipt; the same `number` once more gives the same receipt.

    `by` is the operator or clerk who wrote it down, None on the public page. Needs no scope: who
    reports reads nothing. Nothing is refused for being too much. Raises PlaceUnknown.
    """
    village = queries.village(told.village)
    if village is None:
        raise PlaceUnknown(code=told.village)
    for salt in range(_SALTS):
        receipt = rules.receipt_of(sealing.blind(f"{number}:{salt}", "reports_report.receipt"))
        known = queries.standing(receipt)
        if known is None:
            report = _report(by, at, number, told, channel, village, receipt)
            report.call_first = _is_plenty(told, address, at)
            if _inserted(report):
                if report.joined_to_id is None:
                    tell_waiting(report, at=at)
                _journal(report, by)
                return _received(report)
            known = queries.standing(receipt)
        if known is not None and known.number == number:
            return _the_same(receipt, known)
    raise IntegrityError("no receipt number is free")


def _report(
    by: AbstractBaseUser | None,
    at: datetime,
    number: UUID,
    told: Told,
    channel: Channel,
    village: RegionCode,
    receipt: str,
) -> Report:
    on = timezone.localdate(at)
    same = _same(told)
    earlier = _earlier(told, village, same, at - timedelta(days=joining_days(village, on)))
    return Report(
        id=number,
        receipt=receipt,
        channel=channel,
        category=told.category,
        region_code=village.code,
        household_id=told.household,
        name=told.name,
        telephone=told.telephone or None,
        words=told.words or None,
        proxy_name=told.proxy_name or None,
        proxy_telephone=told.proxy_telephone or None,
        same=same,
        at=at,
        by_id=by.pk if by else None,
        state=State.JOINED if earlier else State.RECEIVED,
        joined_to_id=earlier,
        due_on=None if earlier else queries.take_up_by(told.category, village, on),
    )


def _same(told: Told) -> str:
    """The keyed digest of a person with a trouble; "" where no telephone tells people apart."""
    if not told.to_call:
        return ""
    who = f"{told.to_call}|{told.name}|{told.category}"
    return sealing.blind(who, "reports_report.same").hex()


def _earlier(told: Told, village: RegionCode, same: str, since: datetime) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [village.code, told.household, told.category, same, since])
        found: UUID | None = cursor.fetchone()[0]
    return found


def _is_plenty(told: Told, address: str | None, at: datetime) -> bool:
    """Count this report, and say whether its address or telephone brought many in a short while."""
    key = sealing.blind(told.to_call, "reports_attempt.key").hex() if told.to_call else ""
    lately = Attempt.objects.filter(kind=Attempt.Kind.REPORT, at__gt=at - LIMITS.window)
    of_address = lately.filter(address=address).count() if address else 0
    of_telephone = lately.filter(Q(key=key) & ~Q(key="")).count()
    Attempt.objects.create(kind=Attempt.Kind.REPORT, address=address, key=key, at=at)
    return LIMITS.to_be_called(of_address=of_address, of_telephone=of_telephone)


def _inserted(report: Report) -> bool:
    """Whether the row went in; not when the same click, or the number, was there already."""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _journal(report: Report, by: AbstractBaseUser | None) -> None:
    journal.record(
        by=by or VISITOR,
        act="reports.receive",
        subject=report,
        region=report.region_code,
        evidence={
            "channel": report.channel,
            "category": report.category,
            "due_on": report.due_on,
            "joined": report.joined_to_id is not None,
        },
    )


def _received(report: Report) -> Received:
    return Received(
        report.receipt,
        report.region_code,
        report.due_on,
        report.joined_to_id is not None,
        report.at,
        report.call_first,
    )


def _the_same(receipt: str, known: queries.Standing) -> Received:
    waits = known.state == State.RECEIVED
    return Received(
        receipt,
        known.region_code,
        known.due_on if waits else None,
        not waits,
        known.at,
        known.call_first,
    )
