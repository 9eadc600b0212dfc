"""The one statement that writes a whole order: cart, order, parts, lines, payment, event."""

# Lines of the cart are taken out first: whoever comes second with the same cart finds fewer than
# were shown, and nothing is placed. A number that is taken places nothing either. The caller then
# rolls back, so that the cart keeps its lines.
PLACE = """
WITH taken AS (
    DELETE FROM orders_cartline WHERE id = ANY(%(cart_lines)s::bigint[]) RETURNING id
), placed AS (
    INSERT INTO orders_order (number, member_id, unit_id, group_id, state, goods_fen, freight_fen,
        province, receiver, telephone, address, hold, placed_at, pay_before, is_demonstration)
    SELECT %(number)s, %(member)s, %(unit)s, %(group)s, 'awaiting', %(goods)s, %(freight)s,
        %(province)s, %(receiver)s, %(telephone)s, %(address)s, %(hold)s, %(at)s, %(before)s,
        %(is_demonstration)s
    WHERE (SELECT count(*) FROM taken) = cardinality(%(cart_lines)s::bigint[])
    ON CONFLICT (number) DO NOTHING
    RETURNING number
), parts AS (
    INSERT INTO orders_supplierorder (id, order_id, supplier_id, state, goods_fen, freight_fen,
        freight_refunded_fen, grams, placed_at)
    SELECT part.id, placed.number, part.supplier, 'waiting', part.goods, part.freight, 0,
        part.grams, %(at)s
    FROM placed, jsonb_to_recordset(%(parts)s::jsonb)
        AS part(id uuid, supplier uuid, goods bigint, freight bigint, grams bigint)
), lines AS (
    INSERT INTO orders_line (id, supplier_order_id, variant_id, batch, place, title, note,
        quantity, grams, price_fen, amount_fen, shipped, delivered, cancelled, refunded_fen)
    SELECT line.id, line.part, line.variant, line.batch, line.place, line.title, line.note,
        line.quantity, line.grams, line.price, line.price * line.quantity, 0, 0, 0, 0
    FROM placed, jsonb_to_recordset(%(lines)s::jsonb)
        AS line(id uuid, part uuid, variant bigint, batch uuid, place smallint, title text,
                note text, quantity integer, grams bigint, price bigint)
), payment AS (
    INSERT INTO orders_payment (number, order_id, gateway, amount_fen, state, begun_at)
    SELECT %(payment)s, number, %(gateway)s, %(goods)s::bigint + %(freight)s::bigint, 'open', %(at)s
    FROM placed
), event AS (
    INSERT INTO orders_orderevent (order_id, at, kind, by_id, detail)
    SELECT number, %(at)s, 'placed', %(member)s, '{}'::jsonb FROM placed
)
SELECT number FROM placed
"""
