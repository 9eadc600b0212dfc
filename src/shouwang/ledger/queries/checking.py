"""Are the books whole? Everything that the functions promise, computed again from the lines."""

from dataclasses import dataclass

from django.db import connection

MOST = 100  # of each kind are named; who has more mends the first ones first
_UNBALANCED = """
SELECT e.wing, e.key, l.stage || ' ' || coalesce(a.unit, '?') || ' ' || sum(l.amount)
FROM ledger_line AS l LEFT JOIN ledger_account AS a ON a.id = l.account_id AND a.wing = l.wing
JOIN ledger_entry AS e ON e.id = l.entry_id
GROUP BY e.wing, e.key, l.stage, a.unit HAVING sum(l.amount) <> 0 OR a.unit IS NULL
"""
_RUNNING = """
SELECT a.wing, a.code, 'line ' || l.id
FROM (
    SELECT id, account_id, posted_after, held_after,
           posted_after - shouwang.ledger_moves(stage, amount) AS posted_before,
           held_after - shouwang.ledger_holds(stage, amount) AS held_before,
           lag(posted_after, 1, 0::bigint) OVER lines AS posted_then,
           lag(held_after, 1, 0::bigint) OVER lines AS held_then
    FROM ledger_line WINDOW lines AS (PARTITION BY account_id ORDER BY id)
) AS l JOIN ledger_account AS a ON a.id = l.account_id
WHERE l.posted_before <> l.posted_then OR l.held_before <> l.held_then
"""
_BALANCES = """
SELECT a.wing, a.code, a.posted || ' ' || a.held || ', lines say '
       || coalesce(s.posted, 0) || ' ' || coalesce(s.held, 0)
FROM ledger_account AS a LEFT JOIN (
    SELECT account_id, sum(shouwang.ledger_moves(stage, amount)) AS posted,
           sum(shouwang.ledger_holds(stage, amount)) AS held
    FROM ledger_line GROUP BY account_id
) AS s ON s.account_id = a.id
WHERE (a.posted, a.held) <> (coalesce(s.posted, 0), coalesce(s.held, 0))
"""
_OVERDRAWN = """
SELECT wing, code, (posted - held)::text FROM ledger_account
WHERE held < 0 OR (posted < held AND NOT may_go_below)
"""
# a pending entry waits or is resolved, never both and never neither; its lines say the same
_PENDING = """
SELECT e.wing, e.key, coalesce(r.how, 'waiting')
FROM ledger_entry AS e
LEFT JOIN ledger_waiting AS w ON w.entry_id = e.id
LEFT JOIN ledger_resolution AS r ON r.entry_id = e.id
LEFT JOIN (
    SELECT entry_id, count(*) FILTER (WHERE stage = 'posted') AS posted,
           count(*) FILTER (WHERE stage = 'held') AS held,
           count(*) FILTER (WHERE stage = 'taken') AS taken,
           count(*) FILTER (WHERE stage = 'released') AS released
    FROM ledger_line GROUP BY entry_id
) AS l ON l.entry_id = e.id
WHERE (w.entry_id IS NOT NULL)::int + (r.entry_id IS NOT NULL)::int <> e.pending::int
   OR l.entry_id IS NULL
   OR (l.posted > 0) = e.pending OR (l.held > 0) <> e.pending
   OR l.taken <> CASE WHEN r.how = 'posted' THEN l.held ELSE 0 END
   OR l.released <> CASE WHEN r.how IN ('voided', 'expired') THEN l.held ELSE 0 END
"""
_STRAY = """
SELECT l.wing, 'line ' || l.id, 'entry ' || l.entry_id
FROM ledger_line AS l LEFT JOIN ledger_entry AS e ON e.id = l.entry_id AND e.wing = l.wing
WHERE e.id IS NULL
"""
CHECKS = {
    "unbalanced": _UNBALANCED,
    "running": _RUNNING,
    "balance": _BALANCES,
    "overdrawn": _OVERDRAWN,
    "pending": _PENDING,
    "stray": _STRAY,
}


@dataclass(frozen=True, slots=True)
class Break:
    """Where the books are not as they were written.

    `difference` is unbalanced (an entry does not sum to zero), running (a line's balance does not
    follow from the line before), balance (an account is not the sum of its lines), overdrawn,
    pending (an entry is not resolved exactly once, or not as its lines say) or stray (a line
    without its entry); `what` is the key of an entry, the code of an account or the line.
    """

    difference: str
    wing: str
    what: str
    detail: str


def verify() -> list[Break]:
    """The breaks in the books that this connection sees: a wing's own, the owner's all."""
    breaks = []
    with connection.cursor() as cursor:
        for difference, query in CHECKS.items():
            cursor.execute(f"{query} ORDER BY 1, 2, 3 LIMIT {MOST}")
            breaks += [Break(difference, *row) for row in cursor.fetchall()]
    return breaks
