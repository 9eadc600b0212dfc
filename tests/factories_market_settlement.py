"""Delivered orders by the thousand, with their batches, links, agreements and escrow."""

from datetime import datetime

import psycopg

from shouwang.kernel.crypto import sealing

# Sizes come from the row numbers by primes: the same in every run, and different from row to row.
_SEED = """
SET session_replication_role = replica;
INSERT INTO members_member (id, password, username, display_name, is_active, is_operator,
    is_demonstration, created_at)
VALUES (900001, '!', 'settling', '买家', true, false, false, %(at)s) ON CONFLICT DO NOTHING;
INSERT INTO suppliers_supplier (number, kind, name, credit_code, contact_name, telephone,
    county_code, village_code, introduction, state, is_active, reason, applied_at,
    is_demonstration)
SELECT md5('supplier' || s)::uuid, 'cooperative', '合作社' || s,
    '93360781' || lpad(s::text, 10, '0'),
    %(contact)s, %(telephone)s, '360781000000', '360781102201', '', 'active', true, '', %(at)s,
    false
FROM generate_series(1, %(suppliers)s) AS s;
INSERT INTO suppliers_agreement (id, supplier_id, version, from_on, share_per_mille)
SELECT gen_random_uuid(), md5('supplier' || s)::uuid, v, '2025-01-01'::date + (v - 1) * 400,
    600 + s %% 7 * 30 + v
FROM generate_series(1, %(suppliers)s) AS s, generate_series(1, 2) AS v;
INSERT INTO bridge_suppliercard (id, name, kind, region_code)
SELECT number, name, kind, county_code FROM suppliers_supplier WHERE name LIKE '合作社%%';
INSERT INTO bridge_link (id, number, supplier_id, region_code, agreed_on, withdrawn_on, pass_digest)
SELECT md5('link' || l)::uuid, 'L' || lpad(l::text, 8, '0'),
    md5('supplier' || 1 + l %% %(suppliers)s)::uuid, '360781102201', '2025-01-01',
    CASE WHEN l %% 40 = 0 THEN '2025-06-01'::date END, ''
FROM generate_series(1, %(links)s) AS l;
INSERT INTO supply_batch (id, supplier_id, code, crop, product_name, season, origin_code, made_on,
    is_closed, closed_at)
SELECT md5('batch' || b)::uuid, md5('supplier' || 1 + b %% %(suppliers)s)::uuid,
    lpad(b::text, 11, '0'), 'navel_orange', '赣南脐橙', '2025', '360781102201', '2025-11-20', true,
    %(at)s
FROM generate_series(1, %(batches)s) AS b;
INSERT INTO supply_intake (id, batch_id, link, plot_id, grams, grade, harvested_on, "on", at)
SELECT gen_random_uuid(), md5('batch' || b)::uuid, md5('link' || 1 + (b %% %(suppliers)s
    + (b / %(suppliers)s * 11 + h * 11) %% (%(links)s / %(suppliers)s) * %(suppliers)s
    + %(links)s - 1) %% %(links)s)::uuid, gen_random_uuid(),
    1000 + (b * 7919 + h * 104729) %% 50000, 'first', '2025-11-19', '2025-11-20', %(at)s
FROM generate_series(1, %(batches)s) AS b, generate_series(1, 3) AS h WHERE h <= 1 + b %% 3;
INSERT INTO orders_order (number, member_id, state, goods_fen, freight_fen, province, receiver,
    telephone, address, hold, placed_at, pay_before, paid_at, is_demonstration)
SELECT md5('order' || o)::uuid, 900001, 'done', 1, 600, '360000', '', '', '', '',
    %(at)s - interval '14 days', %(at)s - interval '13 days', %(at)s - interval '14 days', false
FROM generate_series(1, %(lines)s / 2) AS o;
INSERT INTO orders_supplierorder (id, order_id, supplier_id, state, goods_fen, freight_fen,
    freight_refunded_fen, grams, placed_at, shipped_at, delivered_at)
SELECT md5('part' || o)::uuid, md5('order' || o)::uuid,
    md5('supplier' || 1 + o %% %(suppliers)s)::uuid,
    'delivered', 1, 600, 0, 1000, %(at)s - interval '14 days', %(at)s - interval '12 days',
    %(at)s - interval '10 days'
FROM generate_series(1, %(lines)s / 2) AS o;
INSERT INTO orders_line (id, supplier_order_id, variant_id, batch, place, title, note, quantity,
    grams, price_fen, amount_fen, shipped, delivered, cancelled, refunded_fen, delivered_at)
SELECT md5('line' || l)::uuid, md5('part' || l / 2)::uuid, 1 + l %% 50,
    md5('batch' || 1 + (l / 2 %% %(suppliers)s
        + l * 13 %% (%(batches)s / %(suppliers)s) * %(suppliers)s + %(batches)s - 1)
        %% %(batches)s)::uuid, 1 + l %% 2, '赣南脐橙', '', 1 + l %% 3, 5000,
    500 + l * 7907 %% 20000, (500 + l * 7907 %% 20000) * (1 + l %% 3), 1 + l %% 3, 1 + l %% 3, 0,
    CASE l %% 10 WHEN 0 THEN 499 WHEN 1 THEN (500 + l * 7907 %% 20000) * (1 + l %% 3) / 2
        ELSE 0 END,
    %(at)s - interval '10 days' - l * interval '1 millisecond'
FROM generate_series(2, %(lines)s::bigint + 1) AS l;
INSERT INTO settlement_ripening (line, supplier, delivered_at)
SELECT l.id, p.supplier_id, l.delivered_at
FROM orders_line AS l JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
WHERE p.id IN (SELECT md5('part' || o)::uuid FROM generate_series(1, %(lines)s / 2) AS o);
SET session_replication_role = origin;
"""
_ESCROW = """
SELECT p.supplier_id, sum(l.amount_fen - l.refunded_fen), count(DISTINCT p.id) * 600
FROM orders_line AS l JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
GROUP BY p.supplier_id
"""


def delivered(
    connection: psycopg.Connection,
    *,
    at: datetime,
    lines: int,
    suppliers: int = 4,
    links: int = 60,
    batches: int = 36,
) -> None:
    """So many order lines of two a part, delivered ten days before `at`, their money in escrow.

    A tenth is refunded a little, a tenth by half. Each supplier has as many links and batches as
    every other, and what it sells is of its own. The connection is a superuser's; committed.
    """
    sizes = {"suppliers": suppliers, "links": links, "batches": batches, "lines": lines}
    cursor = psycopg.ClientCursor(connection)
    sealed = {
        name: sealing.seal("某某", f"suppliers_supplier.{column}")
        for name, column in (("contact", "contact_name"), ("telephone", "telephone"))
    }
    cursor.execute(_SEED, {"at": at, **sizes, **sealed})
    cursor.execute("SET shouwang.ledger_wing = 'market'")
    rows = connection.execute(_ESCROW).fetchall()
    codes = [f"{kind}:{supplier}" for supplier, _, _ in rows for kind in ("escrow", "freight")]
    amounts = [int(fen) for _, goods, freight in rows for fen in (goods, freight)]
    connection.execute(
        "SELECT shouwang.ledger_open(%s, %s, %s)",
        [["outside:testing", *codes], ["CNY"] * (1 + len(codes)), [True] + [False] * len(codes)],
    )
    connection.execute(
        "SELECT shouwang.ledger_post(ARRAY['seed'], ARRAY[gen_random_uuid()], ARRAY['payment'],"
        " ARRAY['seed'], ARRAY[false], ARRAY[NULL]::timestamptz[], %s::int[], %s, %s, %s, %s)",
        [[1] * len(codes), ["outside:testing"] * len(codes), codes, amounts, at],
    )
