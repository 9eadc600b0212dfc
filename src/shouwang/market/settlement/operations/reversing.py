"""A refund of a line that was settled: its split again with what is left, and the money back.

The rule. What the line earned is split again from what the buyer still pays; the differences are
negative attributions, so that a household's income is always what was delivered less what was
refunded. The money for the buyer comes, in this order,
1. from the market: the fee it charged for what is refunded;
2. from what the supplier is still to be paid, also for the households' part: they handed in sound
   goods, and what they were paid they keep;
3. from what the line's households are still to be paid, up to their part of the refund;
4. what then is missing the supplier owes, and it is kept back from what it earns next.
It goes into the supplier's escrow, out of which the buyer's refund is paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from shouwang.ledger import operations as ledger
from shouwang.ledger import queries as books
from shouwang.ledger.errors import Shortfall
from shouwang.ledger.models import Entry
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.orders.signals import freight_earned, giving_back
from shouwang.market.settlement import accounts
from shouwang.market.settlement.errors import LineNotSettled
from shouwang.market.settlement.models import Split, Stage
from shouwang.market.settlement.operations.splitting import BUYER, Splitting, begin, split
from shouwang.market.settlement.rules import Source, take_back

TRIES = 3
_AGAIN = f"""
INSERT INTO settling
SELECT l.id, s.version + 1, s.supplier, l.supplier_order_id, l.id, s.ordered_on,
       coalesce(b.product_name, l.title),
       {BUYER},
       s.net_fen - g.fen, l.grams * (s.net_fen - g.fen) / l.price_fen,
       s.share_per_mille, s.wage_per_mille, s.fee_per_mille, s.gate_fen_kg
FROM unnest(%(lines)s::uuid[], %(fen)s::bigint[]) AS g (line, fen)
JOIN orders_line AS l ON l.id = g.line
JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
JOIN orders_order AS o ON o.number = p.order_id
LEFT JOIN supply_batch AS b ON b.id = l.batch
CROSS JOIN LATERAL (SELECT * FROM settlement_split AS v WHERE v.line = l.id
                    AND v.stage = 'delivered' ORDER BY v.version DESC LIMIT 1) AS s
"""
_FEES = """
SELECT d.supplier, sum(b.net_fen - d.net_fen)::bigint, sum(b.fee_fen - d.fee_fen)::bigint
FROM dividing AS d JOIN settlement_split AS b
    ON b.line = d.line AND b.stage = 'delivered' AND b.version = d.version - 1
GROUP BY d.supplier ORDER BY d.supplier
"""
_HOUSEHOLDS = """
SELECT supplier, kind = 'wage', link_id, -sum(fen)::bigint FROM earned WHERE NOT is_withheld
GROUP BY supplier, kind, link_id HAVING sum(fen) < 0 ORDER BY supplier, kind, link_id
"""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What goes back for one supplier's lines: all of it, of it the fee, and by account.

    The accounts are what households are still to be paid, for goods and for work.
    """

    supplier: UUID
    fen: int
    fee: int
    households: Mapping[str, int]


def on_giving_back(
    sender: Any, *, lines: Mapping[UUID, int], key: str, at: datetime, **_more: Any
) -> None:
    """Orders are about to refund lines that arrived; those not settled are still in escrow."""
    done = Split.objects.filter(line__in=list(lines), stage=Stage.DELIVERED, version=1)
    settled = {line: lines[line] for line in done.values_list("line", flat=True)}
    if settled:
        reverse(lines=settled, key=key, at=at)


@transaction.atomic
def reverse(*, lines: Mapping[UUID, int], key: str, at: datetime) -> None:
    """Take back so many fen of each settled line, once under the key. See the rule above.

    Raises LineNotSettled.
    """
    if Entry.objects.filter(key__startswith=f"take_back:{key}:").exists():
        return
    begin()
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, {"lines": list(lines), "fen": list(lines.values())})
        if cursor.rowcount != len(lines):
            raise LineNotSettled(line=next(iter(lines)))
    split(Splitting(Stage.DELIVERED, at, timezone.localdate(at), is_first=False), is_complete=False)
    for one in _reversals():
        _bring_back(one, key, at)


def _reversals() -> list[Reversal]:
    with connection.cursor() as cursor:
        cursor.execute(_FEES)
        sums = cursor.fetchall()
        cursor.execute(_HOUSEHOLDS)
        parts = cursor.fetchall()
    return [
        Reversal(
            supplier,
            fen,
            fee,
            {
                (accounts.payable_wage if is_wage else accounts.payable_link)(link): part
                for of, is_wage, link, part in parts
                if of == supplier
            },
        )
        for supplier, fen, fee in sums
    ]


def _bring_back(one: Reversal, key: str, at: datetime) -> None:
    """Balances are read, then taken; where somebody was quicker, read again."""
    debt = accounts.owed(one.supplier)
    ledger.open_accounts(
        [
            Opening(debt, accounts.YUAN, may_go_below=True),
            Opening(accounts.escrow(one.supplier), accounts.YUAN),
        ]
    )
    for last in (*(False,) * (TRIES - 1), True):
        taken = take_back(one.fen, [] if last else _sources(one), debt)
        moves = tuple(Move(code, accounts.escrow(one.supplier), fen) for code, fen in taken)
        posting = Posting(f"take_back:{key}:{one.supplier}", "take_back", f"refund:{key}", moves)
        try:
            with transaction.atomic():
                ledger.post([posting], at=at)
                return
        except Shortfall:
            continue


def _sources(one: Reversal) -> list[Source]:
    payable = accounts.payable(one.supplier)
    found = books.balances([accounts.FEE, payable, *one.households])
    return [
        Source(accounts.FEE, min(one.fee, found[accounts.FEE].available)),
        Source(payable, found[payable].available),
        *(Source(code, min(fen, found[code].available)) for code, fen in one.households.items()),
    ]


def on_freight_earned(*, part: UUID, supplier: UUID, fen: int, at: datetime, **_: Any) -> None:
    """No line of the part will be settled, so its freight is released by itself, once."""
    target = accounts.payable(supplier)
    ledger.open_accounts([Opening(target, accounts.YUAN)])
    move = Move(f"freight:{supplier}", target, fen)
    ledger.post([Posting(f"freight:{part}", "freight", f"part:{part}", (move,))], at=at)


def connect() -> None:
    """Be told by orders: settled money leaves escrow, freight of refused goods is earned."""
    giving_back.connect(on_giving_back, dispatch_uid="settlement.reverse")
    freight_earned.connect(on_freight_earned, dispatch_uid="settlement.freight")
