"""What the watch after an exit asks of measures; named by `SHOUWANG_MEASURES_SQL`.

Each household of a place once: the last delivery and the last end up to the day, and whether any
measure still runs. Parameters: `low` and `high`, the bounds of the place, and `on`.
"""

MEASURES = """
SELECT p.household_id,
       max(m.delivered_on) FILTER (WHERE m.delivered_on <= %(on)s) AS delivered_on,
       max(a.ended_on) AS ended_on, bool_or(m.state <> 'ended') AS running
FROM assistance_measure AS m
JOIN assistance_plan AS p ON p.id = m.plan_id
LEFT JOIN (
    SELECT measure_id, max((at AT TIME ZONE 'Asia/Shanghai')::date) AS ended_on
    FROM assistance_measureact
    WHERE region_code BETWEEN %(low)s AND %(high)s AND kind = 'ended' GROUP BY measure_id
) AS a ON a.measure_id = m.id
WHERE m.region_code BETWEEN %(low)s AND %(high)s
GROUP BY p.household_id
"""
