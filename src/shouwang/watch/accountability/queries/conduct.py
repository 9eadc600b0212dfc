"""Records of conduct: those of a place, and those about oneself."""

from django.db.models import Q, QuerySet

from shouwang.kernel.regioncode import bounds
from shouwang.watch.accountability.models import ConductRecord


def records(prefix: str, *, of_account: int | None = None) -> QuerySet[ConductRecord]:
    """The records of a place, the latest first; of one account's alone when it is given."""
    found = ConductRecord.objects.filter(region_code__range=bounds(prefix))
    if of_account is not None:
        found = found.filter(Q(account=of_account))
    return found.select_related("case__version", "account", "by", "finding").order_by("-on", "-pk")


def record(number: int) -> ConductRecord | None:
    """The record, if the scope shows it."""
    found = ConductRecord.objects.select_related("case__version", "account", "by", "finding")
    return found.filter(pk=number).first()
