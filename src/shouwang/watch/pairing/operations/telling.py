"""Helpers with an account learn that their households have changed."""

from collections.abc import Iterable
from datetime import datetime

from shouwang.messaging.operations import tell
from shouwang.watch.pairing.models import Helper

KIND = "pairing"
TEXT = "您的结对户有变动，请到“结对”里查看。"


def tell_helpers(helpers: Iterable[int], *, at: datetime, once: str) -> int:
    """Tell those of the helpers who have an account, once for the act; how many were told."""
    accounts = Helper.objects.filter(pk__in=set(helpers), account__isnull=False)
    numbers = [number for number in accounts.values_list("account_id", flat=True) if number]
    return tell(to=numbers, kind=KIND, text=TEXT, at=at, once=once) if numbers else 0
