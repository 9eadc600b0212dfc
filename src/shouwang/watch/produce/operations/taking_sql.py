"""Statements that turn attributions into facts; values are sums, so that twice is once."""

# Who takes rows up holds the lock alone for a moment: no row with a lower number is still to come.
ALONE = "SELECT pg_try_advisory_xact_lock(7781001)"

PREPARE = """
CREATE TEMP TABLE produce_touched ON COMMIT DROP AS
SELECT DISTINCT h.id AS household_id, h.number, h.region_code, a.month
FROM bridge_attribution AS a
JOIN bridge_holder AS o ON o.link_id = a.link_id
JOIN registry_household AS h ON h.number = o.household
WHERE a.id > %(after)s AND a.id <= %(up_to)s;

CREATE TEMP TABLE produce_sums ON COMMIT DROP AS
SELECT t.household_id, t.region_code, t.month,
       sum(a.fen) FILTER (WHERE a.stage = 'delivered' AND a.kind = 'business') AS business,
       sum(a.fen) FILTER (WHERE a.stage = 'delivered' AND a.kind = 'wage') AS wage,
       coalesce(sum(a.fen) FILTER (WHERE a.stage = 'contracted' AND a.kind = 'business'), 0)
           AS contracted,
       coalesce(sum(a.fen) FILTER (WHERE a.stage = 'delivered' AND a.kind = 'business'), 0)
           AS delivered,
       count(*) FILTER (WHERE a.kind = 'business') AS sold,
       (array_agg(l.supplier_id ORDER BY a.id DESC))[1] AS supplier_id
FROM produce_touched AS t
JOIN bridge_holder AS o ON o.household = t.number
JOIN bridge_link AS l ON l.id = o.link_id
JOIN bridge_attribution AS a ON a.link_id = o.link_id AND a.month = t.month
GROUP BY t.household_id, t.region_code, t.month;

ANALYZE produce_touched;
ANALYZE produce_sums;
"""

# One source for a village and a month: whoever sees the village sees where its numbers come from.
SOURCES = """
INSERT INTO registry_source (region_code, kind, title, sender, received_on, file_sha256, rows)
SELECT DISTINCT s.region_code, 'market', %(title)s || to_char(s.month, 'YYYY-MM'), %(sender)s,
       %(on)s::date, '', 0
FROM produce_sums AS s
WHERE NOT EXISTS (SELECT FROM registry_source AS r WHERE r.kind = 'market'
                   AND r.region_code = s.region_code
                   AND r.title = %(title)s || to_char(s.month, 'YYYY-MM'))
"""
_SOURCE = """
(SELECT min(r.id) FROM registry_source AS r WHERE r.kind = 'market'
  AND r.region_code = s.region_code AND r.title = %(title)s || to_char(s.month, 'YYYY-MM'))
"""

# What a household earned by kind, and sold: wages are no sales. A month whose refunds exceed its
# sales counts as nothing.
KEPT = f"""
CREATE TEMP TABLE produce_kept ON COMMIT DROP AS
SELECT s.household_id, s.region_code, s.month, k.kind, greatest(k.fen, 0) AS fen, k.item,
       {_SOURCE} AS source_id
FROM produce_sums AS s
CROSS JOIN LATERAL (VALUES ('business', s.business, %(business)s), ('wage', s.wage, %(wage)s))
    AS k (kind, fen, item)
WHERE k.fen IS NOT NULL;

CREATE TEMP TABLE produce_changed ON COMMIT DROP AS
SELECT k.household_id, k.region_code, k.month, k.source_id
FROM produce_kept AS k
LEFT JOIN registry_income AS i ON i.household_id = k.household_id AND i.month = k.month
     AND i.kind = k.kind AND i.source_id = k.source_id
WHERE i.amount_fen IS DISTINCT FROM k.fen
UNION
SELECT s.household_id, s.region_code, s.month, {_SOURCE}
FROM produce_sums AS s
LEFT JOIN registry_sale AS f ON f.household_id = s.household_id AND f.month = s.month
     AND f.source_id = {_SOURCE}
WHERE s.sold > 0 AND (f.contracted_fen, f.delivered_fen)
      IS DISTINCT FROM (greatest(s.contracted, 0), greatest(s.delivered, 0));

UPDATE registry_income AS i SET amount_fen = k.fen, recorded_at = now()
FROM produce_kept AS k
WHERE i.household_id = k.household_id AND i.month = k.month AND i.kind = k.kind
  AND i.source_id = k.source_id AND i.amount_fen <> k.fen;

INSERT INTO registry_income
    (household_id, region_code, month, kind, item, amount_fen, source_id)
SELECT k.household_id, k.region_code, k.month, k.kind, k.item, k.fen, k.source_id
FROM produce_kept AS k
WHERE NOT EXISTS (SELECT FROM registry_income AS i WHERE i.household_id = k.household_id
                   AND i.month = k.month AND i.kind = k.kind AND i.source_id = k.source_id)
ORDER BY k.household_id, k.month, k.kind;

UPDATE registry_sale AS f
SET contracted_fen = greatest(s.contracted, 0), delivered_fen = greatest(s.delivered, 0),
    recorded_at = now()
FROM produce_sums AS s
WHERE f.household_id = s.household_id AND f.month = s.month AND f.source_id = {_SOURCE}
  AND (f.contracted_fen, f.delivered_fen)
      IS DISTINCT FROM (greatest(s.contracted, 0), greatest(s.delivered, 0));

INSERT INTO registry_sale
    (household_id, region_code, month, contracted_fen, delivered_fen, source_id)
SELECT s.household_id, s.region_code, s.month, greatest(s.contracted, 0),
       greatest(s.delivered, 0), {_SOURCE}
FROM produce_sums AS s
WHERE s.sold > 0
  AND NOT EXISTS (SELECT FROM registry_sale AS f WHERE f.household_id = s.household_id
                   AND f.month = s.month AND f.source_id = {_SOURCE})
ORDER BY s.household_id, s.month;
"""

AMENDED = """
INSERT INTO registry_amendment
    (household_id, region_code, act, kind, true_since, by_id, reason, evidence, source_id)
SELECT c.household_id, c.region_code, %(act)s, 'imported', c.month, NULL,
       %(reason)s || to_char(c.month, 'YYYY-MM'), '', c.source_id
FROM produce_changed AS c ORDER BY c.household_id, c.month
"""

BELOW_ZERO = """
SELECT household_id, region_code, month, supplier_id, business, wage, contracted, delivered
FROM produce_sums WHERE least(business, wage, contracted, delivered) < 0
ORDER BY household_id, month
"""

HOUSEHOLDS = "SELECT DISTINCT household_id FROM produce_changed ORDER BY household_id"
