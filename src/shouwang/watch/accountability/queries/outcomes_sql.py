"""The statements behind the outcomes; each gives rows of a township's nine digits and numbers.

`days` and `limits` are two lists of days side by side: what began on a day is due on its limit.
"""

# Households with a clue that fell due in the month, and those visited by its limit. A visit is a
# visit form, or a home verification that a procedure was given.
CLUES = """
WITH visited AS (
  SELECT household_id, visited_on AS "on" FROM visits_homevisit
  WHERE visited_on BETWEEN %(first)s AND %(last)s
  UNION ALL
  SELECT h.id, a."on"
  FROM procedures_act AS a
  JOIN procedures_case AS k ON k.id = a.case_id AND k.subject_kind = 'household'
  JOIN registry_household AS h ON h.number = k.subject_id
  WHERE a."on" BETWEEN %(first)s AND %(last)s AND a.evidence @> '[{"kind": "home_visit"}]'
), due AS (
  SELECT DISTINCT c.household_id, left(c.region_code, 9) AS place, d.began, d.until
  FROM monitoring_clue AS c
  JOIN unnest(%(days)s::date[], %(limits)s::date[]) AS d (began, until) ON d.began = c.opened_on
  WHERE c.region_code BETWEEN %(low)s AND %(high)s
)
SELECT due.place,
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM visited AS v
         WHERE v.household_id = due.household_id AND v."on" BETWEEN due.began AND due.until)),
       count(*)
FROM due GROUP BY due.place ORDER BY due.place
"""
# Cases that fell due in the month, and those that ended by their limit.
CASES = """
SELECT left(k.region_code, 9),
       count(*) FILTER (WHERE k.finished_on <= d.until),
       count(*)
FROM procedures_case AS k
JOIN unnest(%(days)s::date[], %(limits)s::date[]) AS d (began, until) ON d.began = k.opened_on
WHERE k.procedure = ANY(%(procedures)s) AND k.step <> ALL(%(without)s)
  AND k.region_code BETWEEN %(low)s AND %(high)s
GROUP BY 1 ORDER BY 1
"""
# Households newly monitored whose first measure fell due in the month, and those that had one.
MEASURES = """
SELECT left(p.region_code, 9),
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM assistance_plan AS a
         JOIN assistance_measure AS m ON m.plan_id = a.id
         WHERE a.household_id = p.household_id
           AND m.delivered_on BETWEEN lower(p.during) AND lower(p.during) + %(within)s)),
       count(*)
FROM registry_categoryperiod AS p
WHERE p.category = ANY(%(monitored)s)
  AND lower(p.during) + %(within)s BETWEEN %(first)s AND %(last)s
  AND p.region_code BETWEEN %(low)s AND %(high)s
GROUP BY 1 ORDER BY 1
"""
# Households monitored again in the month after an earlier monitoring had ended, and how many were
# monitored on its first day.
RETURNED = """
SELECT left(p.region_code, 9),
       count(*) FILTER (
         WHERE lower(p.during) BETWEEN %(first)s AND %(last)s
           AND EXISTS (
             SELECT FROM registry_categoryperiod AS e
             WHERE e.household_id = p.household_id AND e.category = ANY(%(monitored)s)
               AND upper(e.during) < lower(p.during))
           AND NOT EXISTS (
             SELECT FROM registry_categoryperiod AS e
             WHERE e.household_id = p.household_id AND e.category = ANY(%(monitored)s)
               AND upper(e.during) = lower(p.during))),
       count(*) FILTER (WHERE p.during @> %(first)s::date)
FROM registry_categoryperiod AS p
WHERE p.category = ANY(%(monitored)s) AND p.region_code BETWEEN %(low)s AND %(high)s
  AND (p.during @> %(first)s::date OR lower(p.during) BETWEEN %(first)s AND %(last)s)
GROUP BY 1 ORDER BY 1
"""
# Net income of the twelve months before the month, and of the twelve before those, of every
# household monitored on the month's first day that had some in both.
INCOME = """
SELECT left(p.region_code, 9), now, before
FROM registry_categoryperiod AS p
CROSS JOIN LATERAL (
  SELECT sum(s.fen) FILTER (WHERE i.month >= %(middle)s) AS now,
         sum(s.fen) FILTER (WHERE i.month < %(middle)s) AS before
  FROM registry_income AS i
  CROSS JOIN LATERAL (SELECT CASE i.kind WHEN 'business_cost' THEN -i.amount_fen
                                         WHEN 'excluded' THEN 0
                                         ELSE i.amount_fen END AS fen) AS s
  WHERE i.household_id = p.household_id AND i.month >= %(begin)s AND i.month < %(first)s
) AS sums
WHERE p.category = ANY(%(monitored)s) AND p.during @> %(first)s::date
  AND p.region_code BETWEEN %(low)s AND %(high)s AND before > 0 AND now IS NOT NULL
ORDER BY 1, p.household_id
"""
# Look-back visits of households drawn by lot, made in the month, and those that confirmed what had
# been decided; a visit that was corrected counts by its correction alone.
LOOK_BACKS = """
SELECT left(v.region_code, 9), count(*) FILTER (WHERE v.outcome = 'confirmed'), count(*)
FROM visits_homevisit AS v
JOIN visits_assignment AS a ON a.visit_id = v.id
WHERE v.visited_on BETWEEN %(first)s AND %(last)s AND v.outcome <> ''
  AND v.region_code BETWEEN %(low)s AND %(high)s
  AND NOT EXISTS (SELECT FROM visits_homevisit AS c WHERE c.corrects_id = v.id)
GROUP BY 1 ORDER BY 1
"""
