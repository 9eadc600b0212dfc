"""Who took which list out of the market: written down with the list, read by the operator."""

from datetime import datetime

from django.db.models import QuerySet

from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier, Taking


def write_down(
    *,
    by: Member,
    at: datetime,
    kind: Taking.Kind,
    rows: int,
    supplier: Supplier | None = None,
    about: str = "",
) -> Taking:
    """Somebody takes a list of so many rows; `about` says which part and names no person."""
    return Taking.objects.create(supplier=supplier, by=by, kind=kind, about=about, rows=rows, at=at)


def takings(kind: str = "", words: str = "") -> QuerySet[Taking]:
    """What was taken, the latest first: all of it, of a kind, of a supplier by its name."""
    found = Taking.objects.select_related("supplier", "by").order_by("-at", "-id")
    if kind:
        found = found.filter(kind=kind)
    return found.filter(supplier__name__contains=words) if words else found
