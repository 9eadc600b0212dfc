"""Counting headlines and sales by the clock; units that agree to be named, or no more."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel.money import FEN_PER_YUAN
from shouwang.market.figures.errors import NotManager
from shouwang.market.figures.models import Headline, UnitNaming
from shouwang.market.figures.queries import NOBODY_HELPED, helped
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Unit, UnitMember

_SOLD = """
UPDATE catalogue_entry entry SET sold = counted.pieces
FROM (
    SELECT variant.product_id, sum(line.quantity - line.cancelled)::int AS pieces
    FROM orders_line line
    JOIN orders_supplierorder part ON part.id = line.supplier_order_id
    JOIN orders_order placed ON placed.number = part.order_id
    JOIN catalogue_variant variant ON variant.id = line.variant_id
    WHERE placed.state IN ('paid', 'done') GROUP BY variant.product_id
) counted
WHERE counted.product_id = entry.product_id AND counted.pieces <> entry.sold
"""


@transaction.atomic
def refresh(*, at: datetime) -> None:
    """Count the front page's headlines of the year, and how much of each product was sold."""
    today = timezone.localdate(at)
    year = helped(date(today.year, 1, 1), date(today.year + 1, 1, 1)).get("", NOBODY_HELPED)
    numbers = {"households": year.households, "yuan": year.fen // FEN_PER_YUAN}
    for name, value in numbers.items():
        given = {"value": value, "counted_at": at}
        Headline.objects.update_or_create(name=name, defaults=given)
    with connection.cursor() as cursor:
        cursor.execute(_SOLD)


@transaction.atomic
def name_unit(*, unit: Unit, agrees: bool, by: Member, at: datetime) -> None:
    """Let a unit stand in the list of buyers, or take it out. Raises NotManager."""
    if not UnitMember.objects.filter(unit=unit, member=by, is_manager=True).exists():
        raise NotManager
    if agrees:
        UnitNaming.objects.get_or_create(
            unit=unit, withdrawn_at=None, defaults={"agreed_at": at, "by": by}
        )
    else:
        UnitNaming.objects.filter(unit=unit, withdrawn_at=None).update(withdrawn_at=at)
