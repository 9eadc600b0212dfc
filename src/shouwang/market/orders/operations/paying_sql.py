"""What a notice of payment reads and writes: one statement each."""

LOCKED = """
SELECT payment.state, payment.amount_fen, payment.transaction, orders.number, orders.state,
    orders.hold, orders.group_id,
    (SELECT jsonb_agg(jsonb_build_array(part.supplier_id, part.goods_fen, part.freight_fen))
     FROM orders_supplierorder part WHERE part.order_id = orders.number)::text,
    ARRAY(SELECT refund.transaction FROM orders_refund refund
          WHERE refund.order_id = orders.number AND refund.key LIKE 'paid:%%')
FROM orders_payment payment
JOIN orders_order orders ON orders.number = payment.order_id
WHERE payment.number = %(payment)s AND payment.gateway = %(gateway)s
FOR UPDATE OF orders, payment
"""

PAID = """
WITH payment AS (
    UPDATE orders_payment SET state = 'paid', transaction = %(transaction)s, paid_at = %(at)s
    WHERE number = %(payment)s
), paid AS (
    UPDATE orders_order SET state = %(state)s, paid_at = %(at)s, ended_at = NULL
    WHERE number = %(order)s
), parts AS (
    UPDATE orders_supplierorder SET state = %(part_state)s
    WHERE order_id = %(order)s AND state IN ('waiting', 'cancelled')
), event AS (
    INSERT INTO orders_orderevent (order_id, at, kind, detail)
    VALUES (%(order)s, %(at)s, 'paid', %(detail)s::jsonb)
)
INSERT INTO orders_paymentnotice (gateway, received_at, payment, transaction, amount_fen, verdict,
    digest, body)
VALUES (%(gateway)s, %(at)s, %(about)s, %(transaction)s, %(amount_fen)s, %(verdict)s, %(digest)s,
    %(sealed)s)
"""
