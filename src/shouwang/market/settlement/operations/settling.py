"""What the clock settles: lines paid for are contracted, lines past the safe period are paid."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from shouwang.ledger import operations as ledger
from shouwang.ledger.errors import Shortfall
from shouwang.ledger.models import Account
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.orders.policy import Terms, terms
from shouwang.market.settlement import accounts
from shouwang.market.settlement.models import Run, Stage
from shouwang.market.settlement.operations.splitting import BUYER, Splitting, begin, split

logger = logging.getLogger(__name__)
AT_ONCE = 100_000
LANES = 2
# Orders are shut for a share while their lines are settled: a refund waits, or is waited for.
# Refunds are of whole pieces, so the net price also tells which of the goods count as sold.
_RIPE = """
INSERT INTO settling
SELECT l.id, 1, r.supplier, p.id, l.batch, (p.placed_at AT TIME ZONE 'Asia/Shanghai')::date,
       coalesce(b.product_name, l.title), {buyer}, l.amount_fen - l.refunded_fen,
       l.grams * (l.amount_fen - l.refunded_fen) / l.price_fen, 0, 0, %(fee)s, coalesce(g.fen, 0)
FROM settlement_ripening AS r
JOIN orders_line AS l ON l.id = r.line
JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
JOIN orders_order AS o ON o.number = p.order_id
LEFT JOIN supply_batch AS b ON b.id = l.batch
LEFT JOIN unnest(%(crops)s::text[], %(gates)s::bigint[]) AS g (crop, fen) ON g.crop = b.crop
WHERE r.delivered_at <= %(until)s AND o.paid_at IS NOT NULL
  AND NOT r.supplier = ANY(%(without)s::uuid[])
  AND (uuid_hash(r.supplier) & 1023) %% %(lanes)s = %(lane)s
  AND NOT EXISTS (SELECT FROM orders_aftersale AS s WHERE s.line_id = l.id
                  AND s.state IN ('asked', 'agreed', 'sent_back'))
ORDER BY r.delivered_at LIMIT %(most)s FOR SHARE OF o SKIP LOCKED
"""
_PAID = """
INSERT INTO settling
SELECT l.id, 1, p.supplier_id, p.id, l.batch, (p.placed_at AT TIME ZONE 'Asia/Shanghai')::date,
       b.product_name, {buyer}, l.amount_fen - l.refunded_fen,
       l.grams * (l.amount_fen - l.refunded_fen) / l.price_fen, 0, 0, %(fee)s, coalesce(g.fen, 0)
FROM orders_order AS o
JOIN orders_supplierorder AS p ON p.order_id = o.number
JOIN orders_line AS l ON l.supplier_order_id = p.id
JOIN supply_batch AS b ON b.id = l.batch
LEFT JOIN unnest(%(crops)s::text[], %(gates)s::bigint[]) AS g (crop, fen) ON g.crop = b.crop
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
# The version of the agreement that held on the day of the order.
_AGREED = """
UPDATE settling AS s SET share = a.share_per_mille, wage = a.wage_per_mille
FROM (SELECT supplier_id, share_per_mille, wage_per_mille, from_on,
             lead(from_on) OVER (PARTITION BY supplier_id ORDER BY version) AS until_on
      FROM suppliers_agreement) AS a
WHERE a.supplier_id = s.supplier AND a.from_on <= s.ordered_on
  AND (a.until_on IS NULL OR s.ordered_on < a.until_on)
"""
# The freight of a part goes with the first of its lines. It never comes back: freight is refunded
# only where nothing of a part was sent, and then none of its lines arrives.
_FREIGHT = """
CREATE TEMPORARY TABLE freighting (supplier uuid, fen bigint) ON COMMIT DROP;
WITH released AS (
    INSERT INTO settlement_freightrelease (part, run_id, supplier, fen)
    SELECT p.id, %(run)s, p.supplier_id, p.freight_fen - p.freight_refunded_fen
    FROM orders_supplierorder AS p
    WHERE p.id IN (SELECT part FROM settling) AND p.freight_fen > p.freight_refunded_fen
    ON CONFLICT DO NOTHING RETURNING supplier, fen
) INSERT INTO freighting SELECT supplier, fen FROM released
"""
_MOVING = """
CREATE TEMPORARY TABLE moving ON COMMIT DROP AS
WITH of_supplier AS (
    SELECT supplier, sum(net_fen - households - wages - fee_fen) AS rest, sum(fee_fen) AS fee
    FROM dividing GROUP BY supplier
), of_link AS (
    SELECT supplier, link_id, kind, is_withheld, sum(fen) AS fen
    FROM earned GROUP BY supplier, link_id, kind, is_withheld
)
SELECT 'settle:' || %(run)s || ':' || supplier AS key, 'settlement'::text AS kind,
       'run:' || %(run)s AS reference, source, target, sum(fen)::bigint AS amount
FROM (
    SELECT supplier, 'escrow:' || supplier AS source, 'payable:' || supplier AS target, rest AS fen
           FROM of_supplier
    UNION ALL SELECT supplier, 'escrow:' || supplier, 'fee:platform', fee FROM of_supplier
    UNION ALL SELECT supplier, 'escrow:' || supplier, 'payable:' || CASE
           WHEN is_withheld THEN supplier::text WHEN kind = 'wage' THEN 'wage:' || link_id
           ELSE 'link:' || link_id END, fen FROM of_link
    UNION ALL SELECT supplier, 'freight:' || supplier, 'payable:' || supplier, fen
           FROM freighting
) AS m GROUP BY supplier, source, target HAVING sum(fen) > 0
"""
_SETTLED = "DELETE FROM settlement_ripening AS r USING settling AS s WHERE r.line = s.line"
# Shared until the commit: work on a batch is written down before its lines are settled, or refused.
_NO_WORK_MEANWHILE = "SELECT pg_advisory_xact_lock_shared(7781003)"


def settle(*, at: datetime, most: int = AT_ONCE, lanes: int = LANES) -> int:
    """Release everything that is ripe, so many lines a transaction; how many lines.

    Suppliers are shared out among lanes, each of a thread and a connection of its own.

    Killed at any moment it goes on where it was: a step is wholly written or not at all. A
    supplier whose escrow does not hold what its lines need is left out, and logged as an error; the
    others are settled.
    """
    if lanes == 1 or connection.in_atomic_block:  # other threads see nothing of this transaction
        return _settle_lane(at, most, (0, 1))
    with ThreadPoolExecutor(lanes) as pool:
        shared_out = [(lane, lanes) for lane in range(lanes)]
        return sum(pool.map(lambda lane: _in_thread(at, most, lane), shared_out))


def _in_thread(at: datetime, most: int, lane: tuple[int, int]) -> int:
    try:
        return _settle_lane(at, most, lane)
    finally:
        connection.close()


def _settle_lane(at: datetime, most: int, lane: tuple[int, int]) -> int:
    done, without = 0, list[UUID]()
    while True:
        try:
            run = _settle_some(at, most, without, lane)
        except Shortfall as short:
            without.append(_supplier_of(short))
            logger.error("escrow short: %s, wanted %d, available %d", *short.details.values())
            continue
        done += run.lines if run else 0
        if run is None or run.is_complete:
            return done


def contract(*, at: datetime, most: int = AT_ONCE) -> int:
    """Attribute what was paid for since the last time, and take back what was refunded of it."""
    return sum(_contract_all(at, most, first) for first in (True, False))


@transaction.atomic
def _settle_some(at: datetime, most: int, without: list[UUID], lane: tuple[int, int]) -> Run | None:
    policy = terms(at)
    until = at - timedelta(days=policy.value("settlement_safe_days"))
    begin()
    _rows(_NO_WORK_MEANWHILE, {})
    wanted = {"until": until, "most": most, "without": without}
    found = _fill(_RIPE, policy, wanted | {"lane": lane[0], "lanes": lane[1]})
    if not found:
        return None
    _rows(_AGREED, {})
    step = Splitting(Stage.DELIVERED, at, timezone.localdate(at))
    run = split(step, is_complete=found < most)
    _rows(_FREIGHT, {"run": run.pk})
    _rows(_SETTLED, {})
    _move(run, at)  # last: accounts that all lanes share stay locked until the end
    return run


def _move(run: Run, at: datetime) -> None:
    """The step's money, one entry for each supplier; what a supplier owes is kept back first."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVING, {"run": str(run.pk)})
        cursor.execute("SELECT DISTINCT target FROM moving ORDER BY target")
        targets = [target for (target,) in cursor.fetchall()]
    ledger.open_accounts(Opening(code, accounts.YUAN) for code in targets)
    ledger.post_table("moving", at=at)
    _keep_back(run, at)


def _keep_back(run: Run, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT supplier FROM dividing")
        mine = [accounts.owed(supplier) for (supplier,) in cursor.fetchall()]
    debts = Account.objects.filter(code__in=mine, posted__lt=0).order_by("code")
    debtors = {accounts.payable(UUID(one.code.partition(":")[2])): one for one in debts}
    payables = Account.objects.filter(code__in=debtors).order_by("code")
    postings = [
        Posting(
            f"keep_back:{run.pk}:{debtors[one.code].code}",
            "keep_back",
            f"run:{run.pk}",
            (Move(one.code, debtors[one.code].code, amount),),
        )
        for one in payables
        if (amount := min(one.posted - one.held, -debtors[one.code].posted)) > 0
    ]
    ledger.post(postings, at=at)


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
    found = _fill(_PAID if first else _CHANGED, terms(at), values)
    if found:
        if first:
            _rows(_AGREED, {})
        step = Splitting(Stage.CONTRACTED, at, timezone.localdate(at), is_first=first)
        split(step, is_complete=first and found < most)
    return found


def _contracted_until() -> datetime:
    """From when on orders may not have been looked at; an hour early, for slow transactions."""
    last = Run.objects.filter(stage=Stage.CONTRACTED, is_complete=True).order_by("-at").first()
    begun = datetime(2000, 1, 1, tzinfo=timezone.get_current_timezone())
    return last.at - timedelta(hours=1) if last else begun


def _fill(query: str, policy: Terms, values: dict[str, Any]) -> int:
    crops = [name.removesuffix("_fen_kg") for name in policy.pack.parameters if _is_gate(name)]
    given = values | {
        "fee": policy.value("settlement_fee_per_mille"),
        "crops": [name.removeprefix("farm_gate_") for name in crops],
        "gates": [policy.value(f"{name}_fen_kg") for name in crops],
    }
    return _rows(query.replace("{buyer}", BUYER), given)


def _is_gate(name: str) -> bool:
    return name.startswith("farm_gate_") and name.endswith("_fen_kg")


def _supplier_of(short: Shortfall) -> UUID:
    kind, _, supplier = short.code.partition(":")
    if kind not in ("escrow", "freight"):
        raise short
    return UUID(supplier)


def _rows(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
