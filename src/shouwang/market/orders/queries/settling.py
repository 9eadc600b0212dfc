"""Lines that settlement may release."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from shouwang.market.orders.models import AfterSale, Line
from shouwang.market.orders.policy import terms

_OPEN = ("asked", "agreed", "sent_back")


def ripe(at: datetime) -> QuerySet[Line]:
    """Delivered in full, the safe period over, nothing asked about it still open, not settled."""
    before = at - terms(at).days("order_after_sale_days")
    claims = AfterSale.objects.filter(line=OuterRef("pk"), state__in=_OPEN)
    return Line.objects.filter(
        ~Exists(claims), delivered_at__lte=before, settled_at=None
    ).select_related("supplier_order")
