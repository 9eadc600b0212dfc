"""Asking how a report stands by its receipt number: equal and slow for whoever guesses."""

import time
from dataclasses import dataclass
from datetime import datetime

from shouwang.kernel.crypto import sealing
from shouwang.watch.reports import queries, rules
from shouwang.watch.reports.models import Attempt
from shouwang.watch.reports.queries import Standing
from shouwang.watch.reports.rules import LIMITS


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking. `asks_tail`: the telephone's last four digits are wanted as well."""

    receipt: str = ""
    standing: Standing | None = None
    asks_tail: bool = False


def track(*, receipt: str, tail: str, address: str | None, at: datetime) -> Asked:
    """Where the report of a receipt number stands, as far as it may be told.

    A number that is wrong, or one whose last digits do not fit where they are asked for, waits a
    moment and is answered alike. Whoever types wrong numbers from an address makes everybody there
    type four digits more, and shuts out nobody.
    """
    number = rules.read_receipt(receipt)
    asks_tail = LIMITS.asks_tail(wrong_of_address=_wrong(at, address=address))
    found = queries.standing(number) if number else None
    if found is not None and _may_know(found, tail, asks_tail, number, at):
        return Asked(number, found)
    _note(number, address, at)
    time.sleep(LIMITS.pause.total_seconds())
    return Asked(asks_tail=asks_tail)


def _may_know(found: Standing, tail: str, asks_tail: bool, number: str, at: datetime) -> bool:
    if not asks_tail:
        return True
    if _wrong(at, key=_key(number)) >= LIMITS.tails_per_receipt:
        return False
    return rules.tail_fits(tail.strip(), found.telephones)


def _wrong(at: datetime, *, address: str | None = None, key: str = "") -> int:
    lately = Attempt.objects.filter(kind=Attempt.Kind.WRONG, at__gt=at - LIMITS.wrong_window)
    if key:
        return lately.filter(key=key).count()
    return lately.filter(address=address).count() if address else 0


def _note(number: str, address: str | None, at: datetime) -> None:
    key = _key(number) if number else ""
    Attempt.objects.create(kind=Attempt.Kind.WRONG, address=address, key=key, at=at)


def _key(number: str) -> str:
    return sealing.blind(number, "reports_attempt.key").hex()
