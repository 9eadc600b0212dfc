"""One message a working day for each account that has something to do."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.workdays import SUPPOSED
from shouwang.messaging.kinds import DIGEST
from shouwang.messaging.models import Message, Preference
from shouwang.messaging.operations.telling import tell
from shouwang.messaging.rules import digest_text, is_digest_hour
from shouwang.messaging.terms import terms_of
from shouwang.people.models import Account
from shouwang.people.queries import duties_once, scope_of

logger = logging.getLogger(__name__)
Provider = Callable[[Account, date], list[str]]
_HOLDERS = 500


def digest(*, at: datetime) -> int:
    """Tell each account what is to do today, as the providers say; how many were told.

    `SHOUWANG_DIGESTS` names the providers, f(account, on) -> lines, called inside the account's
    scope. Nothing on a day off, outside the digest's hour of the account's place, for who does
    not want it, and where there is nothing to say. Run again, nobody is told twice. Must not run
    inside a transaction.
    """
    on = timezone.localdate(at)
    names: Any = settings.SHOUWANG_DIGESTS
    if not SUPPOSED.is_working(on) or not names:
        return 0
    providers = [import_string(name) for name in names]
    hour = cache(lambda code: terms_of(code, on).digest_hour)
    return sum(_digest_one(account, providers, hour, at) for account in _readers(on))


def _readers(on: date) -> Iterator[Account]:
    """Active accounts that want a digest and have none of this day yet, some at a time."""
    last = 0
    while True:
        with scope.entered(scope.Scope.everywhere()):
            told = Message.objects.filter(once=_once(on)).values("account_id")
            unwilling = Preference.objects.filter(digest=False).values("account_id")
            found = Account.objects.filter(pk__gt=last, is_active=True)
            found = found.exclude(pk__in=told).exclude(pk__in=unwilling)
            some = list(found.order_by("pk")[:_HOLDERS])
        if not some:
            return
        yield from some
        last = some[-1].pk


def _digest_one(
    account: Account, providers: list[Provider], hour: Callable[[str], int], at: datetime
) -> int:
    on, here = timezone.localdate(at), timezone.localtime(at)
    held = [duty for duty in duties_once(account) if duty.period.contains(on)]
    if not held or not is_digest_hour(here, hour(RegionCode.of(held[0].region.county).code)):
        return 0
    try:
        with scope.entered(scope_of(account, on)):
            lines = list(chain.from_iterable(one(account, on) for one in providers))
            return _tell(account, lines, at) if lines else 0
    except Exception:  # one account's fault keeps nobody else's digest back
        logger.exception("the digest of account %s failed", account.pk)
        return 0


def _tell(account: Account, lines: list[str], at: datetime) -> int:
    text = digest_text(lines, _("另有{n}项，请登录查看"))
    return tell(to=[account.pk], kind=DIGEST, text=text, at=at, once=_once(timezone.localdate(at)))


def _once(on: date) -> str:
    return f"digest:{on.isoformat()}"
