"""What the daily message says of cases; numbers only, nothing about anybody."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shouwang.procedures import queries as procedures
from shouwang.procedures.models import Case
from shouwang.watch.casework.queries.lists import mine


def digest(account: AbstractBaseUser, on: date) -> list[str]:
    """A line of what waits for the account on the day, and one of what is late below it.

    Empty when there is nothing. Two statements; the scope must hold the account's places.
    """
    duties = [duty for duty in procedures.duties_of(account) if duty.period.contains(on)]
    if not duties:
        return []
    waits = mine(duties, on) & (Q(ripe_on=None) | Q(ripe_on__lte=on))
    told = mine(duties, on, "escalates") & Q(due_on__lt=on) & ~mine(duties, on)
    found = Case.objects.filter(finished_on=None).aggregate(
        waiting=Count("id", filter=waits),
        today=Count("id", filter=waits & Q(due_on=on)),
        late=Count("id", filter=waits & Q(due_on__lt=on)),
        told=Count("id", filter=told),
    )
    return [line for line in (_own(found), _below(found["told"])) if line]


def _own(found: dict[str, int]) -> str:
    if not found["waiting"]:
        return ""
    said = _("待您办理 %(n)s 件") % {"n": found["waiting"]}
    if found["today"]:
        said += _("，今天到期 %(n)s 件") % {"n": found["today"]}
    if found["late"]:
        said += _("，已超期 %(n)s 件") % {"n": found["late"]}
    return said


def _below(told: int) -> str:
    return _("下级超期、须您督促 %(n)s 件") % {"n": told} if told else ""
