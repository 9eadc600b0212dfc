"""What was paid for is contracted: attributed to the households before it is delivered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shouwang.market.orders.policy import terms
from shouwang.market.settlement.models import Run, Stage
from shouwang.market.settlement.operations.filling import fill
from shouwang.market.settlement.operations.splitting import Splitting, begin, split

AT_ONCE = 100_000
_PAID = """
INSERT INTO settling
SELECT l.id, 1, p.supplier_id, p.id, l.batch, (p.placed_at AT TIME ZONE 'Asia/Shanghai')::date,
       b.product_name, {buyer}, l.amount_fen - l.refunded_fen,
       l.grams * (l.amount_fen - l.refunded_fen) / l.price_fen, coalesce(a.share_per_mille, 0),
       coalesce(a.wage_per_mille, 0), %(fee)s,
       coalesce((%(gates)s ->> b.crop)::bigint, 0)
FROM orders_order AS o
JOIN orders_supplierorder AS p ON p.order_id = o.number
JOIN orders_line AS l ON l.supplier_order_id = p.id
JOIN supply_batch AS b ON b.id = l.batch
{agreed}
WHERE o.paid_at > %(since)s AND o.paid_at <= %(at)s AND o.state IN ('grouped', 'paid', 'done')
  AND l.amount_fen > l.refunded_fen
  AND NOT EXISTS (SELECT FROM settlement_split AS d
                  WHERE d.line = l.id AND d.stage = 'contracted')
ORDER BY o.number, l.id LIMIT %(most)s FOR SHARE OF o SKIP LOCKED
"""
# What changed of contracted lines by refunds: their next version.
_CHANGED = """
INSERT INTO settling
SELECT l.id, s.version + 1, s.supplier, l.supplier_order_id, l.id, s.ordered_on, b.product_name,
       {buyer}, l.amount_fen - l.refunded_fen,
       l.grams * (l.amount_fen - l.refunded_fen) / l.price_fen, s.share_per_mille, s.wage_per_mille,
       s.fee_per_mille, s.gate_fen_kg
FROM orders_line AS l
JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
JOIN orders_order AS o ON o.number = p.order_id
JOIN supply_batch AS b ON b.id = l.batch
CROSS JOIN LATERAL (SELECT * FROM settlement_split AS v WHERE v.line = l.id
                    AND v.stage = 'contracted' ORDER BY v.version DESC LIMIT 1) AS s
WHERE l.refunded_fen > 0 AND s.net_fen <> l.amount_fen - l.refunded_fen
ORDER BY l.id LIMIT %(most)s FOR SHARE OF o SKIP LOCKED
"""


def contract(*, at: datetime, most: int = AT_ONCE) -> int:
    """Attribute what was paid for since the last time, and take back what was refunded of it."""
    return sum(_contract_all(at, most, first) for first in (True, False))


def _contract_all(at: datetime, most: int, first: bool) -> int:
    done = 0
    while True:
        found = _contract_some(at, most, first)
        done += found
        if found < most:
            return done


@transaction.atomic
def _contract_some(at: datetime, most: int, first: bool) -> int:
    begin()
    values = {"since": _contracted_until(), "at": at, "most": most}
    found = fill(_PAID if first else _CHANGED, terms(at), values)
    if found:
        step = Splitting(Stage.CONTRACTED, at, timezone.localdate(at), is_first=first)
        split(step, is_complete=first and found < most)
    return found


def _contracted_until() -> datetime:
    """From when on orders may not have been looked at; an hour early, for slow transactions."""
    last = Run.objects.filter(stage=Stage.CONTRACTED, is_complete=True).order_by("-at").first()
    begun = datetime(2000, 1, 1, tzinfo=timezone.get_current_timezone())
    return last.at - timedelta(hours=1) if last else begun
