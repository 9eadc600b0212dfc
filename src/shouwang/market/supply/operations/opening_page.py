"""A household opens its own page with the number and the pass of its link."""

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db import connection, transaction
from django.db.models import Q

from shouwang.bridge.models import Link
from shouwang.bridge.queries import link_by_pass
from shouwang.bridge.rules import typed
from shouwang.market.supply.errors import PassRefused
from shouwang.market.supply.models import PassTry
from shouwang.people.rules import LOCK_OUT, LockOut


def open_page(
    *, number: str, secret: str, address: str | None, at: datetime, limit: LockOut = LOCK_OUT
) -> Link:
    """The link whose number and pass these are. Raises PassRefused, also after too many tries.

    A try is written down as failed before the pass is looked at, under a lock on the number:
    however many run side by side, no more than the permitted number reach the pass. Tries are
    kept under a digest of the number, so that one can be counted that does not exist.
    """
    begun = _begun(number, address, at, limit)
    link = link_by_pass(number, secret) if begun is not None else None
    if begun is None or link is None:
        raise PassRefused
    PassTry.objects.filter(pk=begun.pk).update(passed=True)
    return link


@transaction.atomic
def _begun(number: str, address: str | None, at: datetime, limit: LockOut) -> PassTry | None:
    digest = uuid5(NAMESPACE_OID, typed(number))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(digest)])
    failed = PassTry.objects.filter(at__gte=at - limit.window, passed=False)
    if failed.filter(link=digest).count() >= limit.per_account:
        return None
    if address and failed.filter(Q(address=address)).count() >= limit.per_address:
        return None
    return PassTry.objects.create(at=at, link=digest, address=address)
