"""The work on a batch as it stands, corrections taken in."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from shouwang.market.settlement.models import Workday

# By the lines of the batch: their index finds them, whatever else was settled.
_SETTLED = """
SELECT EXISTS (SELECT FROM orders_line AS l JOIN settlement_split AS s ON s.line = l.id
               WHERE l.batch = %s AND s.stage = 'delivered')
"""


def workdays_of(batch: UUID) -> Sequence[Workday]:
    """The entries that count, the newest day first; struck ones are left out."""
    rows = Workday.objects.filter(batch=batch, replaced_by=None, half_days__gt=0)
    return list(rows.order_by("-on", "-at", "pk"))


def is_settled(batch: UUID) -> bool:
    """Whether something of the batch is settled, so that its work stands."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [batch])
        return bool(cursor.fetchone()[0])
