"""Telling everybody concerned how many things wait: each account its own sum, once."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging.operations.telling import tell
from shouwang.people.models import Duty
from shouwang.people.queries import people_scope

# kind of duty and place of the rows that wait for it -> how many
Waiting = Mapping[tuple[str, str], int]


def tell_counted(
    waiting: Waiting, *, kind: str, sentence: str, link: str, at: datetime, once: str
) -> int:
    """One message an account, however many duties it has; how many were told.

    Whoever holds the kind of duty in the place of the rows or in one around it counts them. The
    sentence has the place `{number}`. Two statements and one for each different sum; the day of
    `at` belongs into `once`.
    """
    if not waiting:
        return 0
    together: defaultdict[int, list[int]] = defaultdict(list)
    for account, number in _sums(waiting, at).items():
        if number:
            together[number].append(account)
    return sum(
        tell(
            to=accounts,
            kind=kind,
            text=sentence.format(number=number),
            link=link,
            at=at,
            once=once,
        )
        for number, accounts in sorted(together.items())
    )


def _sums(waiting: Waiting, at: datetime) -> Counter[int]:
    with people_scope((RegionCode.of(""),)):
        held = Duty.objects.in_force(timezone.localdate(at)).filter(
            kind__in={duty for duty, _place in waiting}
        )
        rows = list(held.values_list("account_id", "kind", "region_code"))
    sums: Counter[int] = Counter()
    for account, duty, code in rows:
        prefix = RegionCode(code).prefix
        sums[account] += sum(
            number
            for (wanted, place), number in waiting.items()
            if wanted == duty and place.startswith(prefix)
        )
    return sums
