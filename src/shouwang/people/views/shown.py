"""What several pages show of accounts and duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from shouwang.people import places, rules
from shouwang.people.models import Account, Duty


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty as pages show it: with the name of its place and the last day it counts."""

    duty: Duty
    place: str
    last_on: date
    state: str  # current, coming, over, ended
    lendable: bool


def shown_duties(rows: Iterable[Duty], on: date) -> list[ShownDuty]:
    """The duties with what pages show of them, in the order given."""
    rows = list(rows)
    named = places.names((row.region_code for row in rows), on)
    return [
        ShownDuty(
            row,
            named[row.region_code],
            row.until - timedelta(days=1),
            _state(row, on),
            _is_lendable(row, on),
        )
        for row in rows
    ]


def _is_lendable(duty: Duty, on: date) -> bool:
    if duty.lent_from_id is not None:
        return False
    held = duty.held()
    return held is not None and bool(rules.lendable((held,), on))


def _state(duty: Duty, on: date) -> str:
    if duty.ended_on is not None and duty.ended_on <= on:
        return "ended"
    if duty.until <= on:
        return "over"
    return "current" if duty.begins_on <= on else "coming"


def signed_in(request: HttpRequest) -> Account:
    """The account that is logged in."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
