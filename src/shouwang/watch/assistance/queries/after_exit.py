"""What the watch after an exit asks of help; named by `SHOUWANG_MEASURES_SQL`.

Each household of a place once: the last delivery and the last end up to the day, and whether any
measure still runs. What was sold for a household is help as well, from the day it was settled, as
long as the buyer does not take all of it back; wages are no sales. What was done or sold under the
number of a household that was merged counts for the one its people live in now. Parameters: `low`
and `high`, the bounds of the place, and `on`.
"""

# From each merged household up to where its people are on the day, through merges of merges.
_MOVED = """
moved (id, home, merged_into, ended_on) AS (
    SELECT o.id, n.id, n.merged_into, n.ended_on
    FROM registry_household AS o JOIN registry_household AS n ON n.number = o.merged_into
    WHERE o.merged_into <> '' AND o.ended_on <= %(on)s
      AND o.region_code BETWEEN %(low)s AND %(high)s
    UNION ALL
    SELECT m.id, n.id, n.merged_into, n.ended_on
    FROM moved AS m JOIN registry_household AS n ON n.number = m.merged_into
    WHERE m.merged_into <> '' AND m.ended_on <= %(on)s),
whose AS (SELECT id, home FROM moved WHERE merged_into = '' OR ended_on > %(on)s)
"""
_DELIVERED = """
SELECT p.household_id AS id, m.delivered_on, a.ended_on, m.state <> 'ended' AS running
FROM assistance_measure AS m
JOIN assistance_plan AS p ON p.id = m.plan_id
LEFT JOIN (
    SELECT measure_id, max((at AT TIME ZONE 'Asia/Shanghai')::date) AS ended_on
    FROM assistance_measureact
    WHERE region_code BETWEEN %(low)s AND %(high)s AND kind = 'ended' GROUP BY measure_id
) AS a ON a.measure_id = m.id
WHERE m.region_code BETWEEN %(low)s AND %(high)s
"""
_SOLD = """
SELECT o.id, max(s.day), NULL::date, NULL::boolean
FROM (SELECT h.household, max(a.settled_on) FILTER (WHERE a.fen > 0) AS day
      FROM bridge_holder AS h JOIN bridge_attribution AS a ON a.link_id = h.link_id
      WHERE h.region_code BETWEEN %(low)s AND %(high)s AND a.settled_on <= %(on)s
        AND a.stage = 'delivered' AND a.kind = 'business'
      GROUP BY h.household, a.order_line HAVING sum(a.fen) > 0) AS s
JOIN registry_household AS o ON o.number = s.household
GROUP BY o.id
"""
MEASURES = f"""
WITH RECURSIVE {_MOVED},
helped (id, delivered_on, ended_on, running) AS ({_DELIVERED} UNION ALL {_SOLD})
SELECT coalesce(w.home, d.id) AS household_id,
       max(d.delivered_on) FILTER (WHERE d.delivered_on <= %(on)s) AS delivered_on,
       max(d.ended_on) AS ended_on, bool_or(d.running) AS running
FROM helped AS d LEFT JOIN whose AS w ON w.id = d.id
GROUP BY 1
"""
