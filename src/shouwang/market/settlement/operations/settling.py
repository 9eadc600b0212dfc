"""What the clock settles: lines paid for are contracted, lines past the safe period are paid."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
from shouwang.market.settlement.operations.filling import fill, rows
from shouwang.market.settlement.operations.splitting import Splitting, begin, split
from shouwang.market.settlement.rules import share_out

logger = logging.getLogger(__name__)
AT_ONCE = 200_000  # a backlog; most days are far below it
LANES = 2
Place = tuple[datetime, UUID]  # in the queue: when a line arrived, and which
BEGINNING: Place = (datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0))
# The lane's next lines, of the queue alone; the last of them tells where to go on.
_NEXT = """
INSERT INTO ripe
SELECT line, supplier, delivered_at FROM settlement_ripening
WHERE delivered_at <= %(until)s AND (delivered_at, line) > (%(after)s, %(after_line)s)
  AND supplier = ANY(%(suppliers)s::uuid[])
ORDER BY delivered_at, line LIMIT %(most)s
"""
_WAITING = """
SELECT supplier, count(*) FROM settlement_ripening WHERE delivered_at <= %(until)s
GROUP BY supplier ORDER BY supplier
"""
_LAST = "SELECT delivered_at, line FROM ripe ORDER BY delivered_at DESC, line DESC LIMIT 1"
# Orders are shut for a share while their lines are settled: a refund waits, or is waited for.
# Refunds are of whole pieces, so the net price also tells which of the goods count as sold.
_RIPE = """
INSERT INTO settling
SELECT l.id, 1, r.supplier, p.id, l.batch, (p.placed_at AT TIME ZONE 'Asia/Shanghai')::date,
       coalesce(b.product_name, l.title), {buyer}, l.amount_fen - l.refunded_fen,
       l.grams * (l.amount_fen - l.refunded_fen) / l.price_fen, coalesce(a.share_per_mille, 0),
       coalesce(a.wage_per_mille, 0), %(fee)s,
       coalesce((%(gates)s ->> b.crop)::bigint, 0)
FROM ripe AS r
JOIN orders_line AS l ON l.id = r.line
JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
JOIN orders_order AS o ON o.number = p.order_id
LEFT JOIN supply_batch AS b ON b.id = l.batch
{agreed}
WHERE o.paid_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM orders_aftersale AS s WHERE s.line_id = l.id
                  AND s.state IN ('asked', 'agreed', 'sent_back'))
FOR SHARE OF o SKIP LOCKED
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
      AND NOT EXISTS (SELECT FROM settlement_freightrelease AS f WHERE f.part = p.id)
    ORDER BY p.id RETURNING supplier, fen
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


@dataclass(frozen=True, slots=True)
class Step:
    """How many lines a transaction settled, and where the next goes on; None after the last."""

    lines: int
    place: Place | None


def settle(*, at: datetime, most: int = AT_ONCE, lanes: int = LANES) -> int:
    """Release everything that is ripe, so many lines a transaction; how many lines.

    Suppliers are shared out among lanes by their lines, each of a thread and a connection of its
    own.

    Killed at any moment it goes on where it was: a step is wholly written or not at all. A
    supplier whose escrow does not hold what its lines need is left out, and logged as an error; the
    others are settled.
    """
    if connection.in_atomic_block:  # other threads see nothing of this transaction
        lanes = 1
    shares = share_out(_waiting(at), lanes)
    if lanes == 1:
        return _settle_lane(at, most, shares[0])
    with ThreadPoolExecutor(lanes) as pool:
        return sum(pool.map(lambda suppliers: _in_thread(at, most, suppliers), shares))


def _waiting(at: datetime) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"until": _ripe_until(at, terms(at))})
        return dict(cursor.fetchall())


def _ripe_until(at: datetime, policy: Terms) -> datetime:
    return at - timedelta(days=policy.value("settlement_safe_days"))


def _in_thread(at: datetime, most: int, suppliers: Sequence[UUID]) -> int:
    try:
        return _settle_lane(at, most, suppliers)
    finally:
        connection.close()


def _settle_lane(at: datetime, most: int, suppliers: Sequence[UUID]) -> int:
    done, place, left = 0, BEGINNING, list(suppliers)
    while left:
        try:
            step = _settle_some(at, most, left, place)
        except Shortfall as short:
            left.remove(_supplier_of(short))
            logger.error("escrow short: %s, wanted %d, available %d", *short.details.values())
            continue
        done += step.lines
        if step.place is None:
            break
        place = step.place
    return done


@transaction.atomic
def _settle_some(at: datetime, most: int, suppliers: Sequence[UUID], place: Place) -> Step:
    policy = terms(at)
    begin()
    rows(_NO_WORK_MEANWHILE, {})
    wanted = {"until": _ripe_until(at, policy), "most": most, "suppliers": list(suppliers)}
    picked, reached = _next(wanted | {"after": place[0], "after_line": place[1]})
    goes_on = reached if picked == most else None
    found = fill(_RIPE, policy, {})
    if not found:
        return Step(0, goes_on)
    step = Splitting(Stage.DELIVERED, at, timezone.localdate(at))
    run = split(step, is_complete=goes_on is None)
    rows(_FREIGHT, {"run": run.pk})
    rows(_SETTLED, {})
    _move(run, at)  # last: accounts that all lanes share stay locked until the end
    return Step(run.lines, goes_on)


def _next(wanted: dict[str, Any]) -> tuple[int, Place]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, wanted)
        picked = cursor.rowcount
        cursor.execute("ANALYZE ripe")
        cursor.execute(_LAST)
        return picked, cursor.fetchone() or BEGINNING


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


def _supplier_of(short: Shortfall) -> UUID:
    kind, _, supplier = short.code.partition(":")
    if kind not in ("escrow", "freight"):
        raise short
    return UUID(supplier)
