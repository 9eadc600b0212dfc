"""The set-based split: from a temporary table of lines to splits, shares and attributions.

`settling` holds one row for each line: line, version, supplier, part, basket, ordered_on, product,
buyer_kind, net_fen, grams, share, wage, fee, gate_fen_kg. `weighing` holds what each link brought
into a basket, in grams, and with `is_wage` what it worked on it, in half days: basket, is_wage,
link, weight, whole, withheld_after. The basket is the batch; for a line that is split again it is
the line, whose weights stay those of the first time. Wages are earned by what is delivered: what
is only contracted has none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shouwang.bridge.operations import attribute_table
from shouwang.market.settlement.models import Run, Stage

# Who bought, as far as households may know; of an order `o`.
BUYER = (
    "CASE WHEN o.unit_id IS NOT NULL THEN 'unit' WHEN o.group_id IS NOT NULL THEN 'group'"
    " ELSE 'person' END"
)
TABLES = ("ripe", "settling", "weighing", "dividing", "earned", "freighting", "moving")
_SETTLING = """
CREATE TEMPORARY TABLE settling (
    line uuid, version smallint, supplier uuid, part uuid, basket uuid, ordered_on date,
    product text, buyer_kind text, net_fen bigint, grams bigint, share smallint, wage smallint,
    fee smallint, gate_fen_kg bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE ripe (line uuid, supplier uuid, delivered_at timestamptz) ON COMMIT DROP
"""
# Who withdrew before the order earns nothing by it; the bridge says who did.
_WEIGHING = """
CREATE TEMPORARY TABLE weighing ON COMMIT DROP AS
SELECT w.*, (sum(w.weight) OVER (PARTITION BY w.basket, w.is_wage))::bigint AS whole,
       CASE WHEN l.id IS NULL THEN '-infinity'::date
            ELSE coalesce(l.withdrawn_on, 'infinity') END AS withheld_after
FROM (SELECT i.batch_id AS basket, false AS is_wage, i.link, sum(i.grams)::bigint AS weight
      FROM supply_intake AS i WHERE i.batch_id IN (SELECT DISTINCT basket FROM settling)
      GROUP BY i.batch_id, i.link
      UNION ALL
      SELECT d.batch_id, true, d.link, sum(d.half_days)::bigint
      FROM settlement_workday AS d
      WHERE d.batch_id IN (SELECT DISTINCT basket FROM settling) AND %(stage)s = 'delivered'
        AND d.half_days > 0
        AND NOT EXISTS (SELECT FROM settlement_workday AS r WHERE r.replaces_id = d.id)
      GROUP BY d.batch_id, d.link) AS w
LEFT JOIN bridge_link AS l ON l.id = w.link
"""
_WEIGHING_AGAIN = """
CREATE TEMPORARY TABLE weighing ON COMMIT DROP AS
SELECT h.line AS basket, h.is_wage, h.link, h.weight,
       (sum(h.weight) OVER (PARTITION BY h.line, h.is_wage))::bigint AS whole,
       CASE WHEN h.is_withheld THEN '-infinity'::date ELSE 'infinity' END AS withheld_after
FROM settlement_share AS h JOIN settling AS s ON s.line = h.line
WHERE h.stage = %(stage)s AND h.version = 1
"""
_DIVIDING = """
CREATE TEMPORARY TABLE dividing ON COMMIT DROP AS
SELECT w.*, least((w.net_fen * w.fee + 500) / 1000, w.net_fen - w.households - w.wages)
            AS fee_fen
FROM (SELECT d.*, CASE WHEN d.batch_half_days = 0 THEN 0
                  ELSE least((d.net_fen * d.wage + 500) / 1000, d.net_fen - d.households)
                  END AS wages
      FROM (SELECT s.*, coalesce(b.grams, 0) AS batch_grams,
                   coalesce(b.half_days, 0) AS batch_half_days,
                   CASE WHEN b.grams > 0 THEN (s.net_fen * s.share + 500) / 1000 ELSE 0
                   END AS households
            FROM settling AS s
            LEFT JOIN (SELECT basket, max(whole) FILTER (WHERE NOT is_wage) AS grams,
                              max(whole) FILTER (WHERE is_wage) AS half_days
                       FROM weighing GROUP BY basket) AS b ON b.basket = s.basket
      ) AS d
) AS w
"""
_SPLITS = """
INSERT INTO settlement_split (run_id, line, stage, version, supplier, net_fen, grams,
    households_fen, wages_fen, fee_fen, share_per_mille, wage_per_mille, fee_per_mille, batch_grams,
    batch_half_days, gate_fen_kg, ordered_on, at)
SELECT %(run)s, line, %(stage)s, version, supplier, net_fen, grams, households, wages, fee_fen,
       share, wage, fee, batch_grams, batch_half_days, gate_fen_kg, ordered_on, %(at)s
FROM dividing ORDER BY line
"""
_EARNED = """
CREATE TEMPORARY TABLE earned (
    key text, link_id uuid, month date, kind text, stage text, product text, fen bigint,
    grams bigint, buyer_kind text, order_line uuid, ordered_on date, settled_on date,
    farm_gate_fen bigint, supplier uuid, is_withheld boolean
) ON COMMIT DROP
"""
# Largest remainder, as rules.divide does it. `before` is what the version before said. What the
# farm gate would have brought is the difference of two roundings: taken back whole it is nothing.
# The sums are of whole numbers below 2^53, so exact; as bigint they would be summed as numeric.
_SHARES = """
WITH cut AS (
    SELECT d.line, d.version, w.is_wage, w.link, w.weight,
           d.ordered_on > w.withheld_after AS withheld, p.fen AS all_fen, p.grams AS all_grams,
           p.fen * w.weight / w.whole AS fen, p.grams * w.weight / w.whole AS g,
           p.fen * w.weight %% w.whole AS rest
    FROM dividing AS d JOIN weighing AS w ON w.basket = d.basket
    CROSS JOIN LATERAL (SELECT CASE WHEN w.is_wage THEN d.wages ELSE d.households END AS fen,
                               CASE WHEN w.is_wage THEN 0 ELSE d.grams END AS grams) AS p
), placed AS (
    SELECT c.*, row_number() OVER ranks AS place,
           (all_fen - sum(fen::float8) OVER lines)::int AS odd_fen,
           (all_grams - sum(g::float8) OVER lines)::int AS odd_grams
    FROM cut AS c
    WINDOW ranks AS (PARTITION BY line, is_wage ORDER BY rest DESC, link),
           lines AS (PARTITION BY line, is_wage)
), whole AS (
    SELECT line, version, is_wage, link, weight, withheld, (place <= odd_fen) AS odd,
           fen + (place <= odd_fen)::int AS fen, g + (place <= odd_grams)::int AS grams
    FROM placed
), written AS (
    INSERT INTO settlement_share (run_id, line, stage, version, is_wage, link, weight, fen, grams,
        delta_fen, delta_grams, has_odd_fen, is_withheld)
    SELECT %(run)s, n.line, %(stage)s, n.version, n.is_wage, n.link, n.weight, n.fen, n.grams,
           n.fen - {before_fen}, n.grams - {before_grams}, n.odd, n.withheld
    FROM whole AS n {before}
    RETURNING id, line, is_wage, link, grams, delta_fen, delta_grams, is_withheld
)
INSERT INTO earned
SELECT left(%(stage)s, 1) || ':' || n.id, n.link,
       date_trunc('month', CASE WHEN %(stage)s = 'contracted' THEN d.ordered_on
                                ELSE %(on)s::date END)::date,
       CASE WHEN n.is_wage THEN 'wage' ELSE 'business' END, %(stage)s, d.product, n.delta_fen,
       n.delta_grams, d.buyer_kind, n.line, d.ordered_on,
       CASE WHEN %(stage)s = 'delivered' THEN %(on)s::date END,
       n.grams * d.gate_fen_kg / 1000 - (n.grams - n.delta_grams) * d.gate_fen_kg / 1000,
       d.supplier, n.is_withheld
FROM written AS n JOIN dividing AS d ON d.line = n.line
WHERE n.delta_fen <> 0 OR n.delta_grams <> 0
"""
_BEFORE = """
LEFT JOIN settlement_share AS b ON b.line = n.line AND b.stage = %(stage)s
    AND b.version = n.version - 1 AND b.is_wage = n.is_wage AND b.link = n.link
"""
_FIRST = _SHARES.format(before_fen="0", before_grams="0", before="")
_AGAIN = _SHARES.format(
    before_fen="coalesce(b.fen, 0)", before_grams="coalesce(b.grams, 0)", before=_BEFORE
)
_SUMS = (
    "SELECT count(*), coalesce(sum(net_fen), 0), coalesce(sum(households + wages), 0) FROM dividing"
)


@dataclass(frozen=True, slots=True)
class Splitting:
    """One step: which stage, when; the first split of its lines, or another after a refund."""

    stage: Stage
    at: datetime
    on: Any  # the day in China
    is_first: bool = True


def begin() -> None:
    """The empty tables `ripe` and `settling`, for the caller to fill; memory for this step."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TABLES))
        cursor.execute(_SETTLING)


def split(step: Splitting, *, is_complete: bool) -> Run:
    """Write splits, shares and attributions of the lines in `settling`; leaves `earned`."""
    values: dict[str, Any] = {"stage": step.stage.value, "at": step.at, "on": step.on}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE settling (line, basket, part)")
        cursor.execute(_WEIGHING if step.is_first else _WEIGHING_AGAIN, values)
        cursor.execute("ANALYZE weighing")
        cursor.execute(_DIVIDING)
        cursor.execute("ANALYZE dividing (line, basket)")
        cursor.execute(_SUMS)
        lines, net, households = cursor.fetchone()
        run = Run.objects.create(
            stage=step.stage,
            at=step.at,
            lines=lines,
            net_fen=net,
            households_fen=households,
            is_complete=is_complete,
        )
        values["run"] = run.pk
        cursor.execute(_SPLITS, values)
        cursor.execute(_EARNED)
        cursor.execute(_FIRST if step.is_first else _AGAIN, values)
    _attribute()
    return run


def _attribute() -> None:
    """Only what counts for a link: withheld shares are kept here and told to nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY VIEW attributing AS SELECT * FROM earned WHERE NOT is_withheld"
        )
    attribute_table("attributing", are_new=True)  # their keys are numbers of shares just made
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW attributing")
