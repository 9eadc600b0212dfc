"""The set-based split: from a temporary table of lines to splits, shares and attributions.

`settling` holds one row for each line: line, version, supplier, basket, ordered_on, product,
buyer_kind, net_fen, grams, share, fee, gate_fen_kg. `weighing` holds what each link brought into
a basket: basket, link, weight, batch_grams, withheld_after. The basket is the batch; for a line
that is split again it is the line, whose weights stay those of the first time.
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
TABLES = ("settling", "weighing", "dividing", "earned", "freighting", "moving")
_SETTLING = """
CREATE TEMPORARY TABLE settling (
    line uuid, version smallint, supplier uuid, part uuid, basket uuid, ordered_on date,
    product text, buyer_kind text, net_fen bigint, grams bigint, share smallint, fee smallint,
    gate_fen_kg bigint
) ON COMMIT DROP
"""
# Who withdrew before the order earns nothing by it; the bridge says who did.
_WEIGHING = """
CREATE TEMPORARY TABLE weighing ON COMMIT DROP AS
SELECT w.basket, w.link, w.weight, (sum(w.weight) OVER (PARTITION BY w.basket))::bigint
           AS batch_grams, CASE WHEN l.id IS NULL THEN '-infinity'::date
           ELSE coalesce(l.withdrawn_on, 'infinity') END AS withheld_after
FROM (SELECT i.batch_id AS basket, i.link, sum(i.grams)::bigint AS weight
      FROM supply_intake AS i WHERE i.batch_id IN (SELECT DISTINCT basket FROM settling)
      GROUP BY i.batch_id, i.link) AS w
LEFT JOIN bridge_link AS l ON l.id = w.link
"""
_WEIGHING_AGAIN = """
CREATE TEMPORARY TABLE weighing ON COMMIT DROP AS
SELECT h.line AS basket, h.link, h.weight,
       (sum(h.weight) OVER (PARTITION BY h.line))::bigint AS batch_grams,
       CASE WHEN h.is_withheld THEN '-infinity'::date ELSE 'infinity' END AS withheld_after
FROM settlement_share AS h JOIN settling AS s ON s.line = h.line
WHERE h.stage = %(stage)s AND h.version = 1
"""
_DIVIDING = """
CREATE TEMPORARY TABLE dividing ON COMMIT DROP AS
SELECT d.*, least((d.net_fen * d.fee + 500) / 1000, d.net_fen - d.households) AS fee_fen
FROM (SELECT s.*, coalesce(b.batch_grams, 0) AS batch_grams,
             CASE WHEN b.basket IS NULL THEN 0 ELSE (s.net_fen * s.share + 500) / 1000
             END AS households
      FROM settling AS s
      LEFT JOIN (SELECT DISTINCT basket, batch_grams FROM weighing) AS b ON b.basket = s.basket
) AS d
"""
_SPLITS = """
INSERT INTO settlement_split (run_id, line, stage, version, supplier, net_fen, grams,
    households_fen, fee_fen, share_per_mille, fee_per_mille, batch_grams, ordered_on, at)
SELECT %(run)s, line, %(stage)s, version, supplier, net_fen, grams, households, fee_fen, share,
       fee, batch_grams, ordered_on, %(at)s
FROM dividing
"""
_EARNED = """
CREATE TEMPORARY TABLE earned (
    key text, link_id uuid, month date, kind text, stage text, product text, fen bigint,
    grams bigint, buyer_kind text, order_line uuid, ordered_on date, settled_on date,
    farm_gate_fen bigint, supplier uuid, is_withheld boolean
) ON COMMIT DROP
"""
# Largest remainder, as rules.divide does it. `before` is what the version before said.
_SHARES = """
WITH cut AS (
    SELECT d.line, d.version, w.link, w.weight, d.ordered_on > w.withheld_after AS withheld,
           d.households * w.weight / d.batch_grams AS fen, d.grams * w.weight / d.batch_grams AS g,
           d.households * w.weight %% d.batch_grams AS rest, d.households, d.grams
    FROM dividing AS d JOIN weighing AS w ON w.basket = d.basket
), placed AS (
    SELECT c.*, row_number() OVER ranks AS place, households - sum(fen) OVER lines AS odd_fen,
           grams - sum(g) OVER lines AS odd_grams
    FROM cut AS c
    WINDOW ranks AS (PARTITION BY line ORDER BY rest DESC, link), lines AS (PARTITION BY line)
), whole AS (
    SELECT line, version, link, weight, withheld, (place <= odd_fen) AS odd,
           fen + (place <= odd_fen)::int AS fen, g + (place <= odd_grams)::int AS grams
    FROM placed
), written AS (
    INSERT INTO settlement_share (run_id, line, stage, version, link, weight, fen, grams,
        delta_fen, delta_grams, has_odd_fen, is_withheld)
    SELECT %(run)s, n.line, %(stage)s, n.version, n.link, n.weight, n.fen, n.grams,
           n.fen - {before_fen}, n.grams - {before_grams}, n.odd, n.withheld
    FROM whole AS n {before}
    RETURNING id, line, link, delta_fen, delta_grams, is_withheld
)
INSERT INTO earned
SELECT left(%(stage)s, 1) || ':' || n.id, n.link,
       date_trunc('month', CASE WHEN %(stage)s = 'contracted' THEN d.ordered_on
                                ELSE %(on)s::date END)::date,
       'business', %(stage)s, d.product, n.delta_fen, n.delta_grams, d.buyer_kind, n.line,
       d.ordered_on, CASE WHEN %(stage)s = 'delivered' THEN %(on)s::date END,
       n.delta_grams * d.gate_fen_kg / 1000, d.supplier, n.is_withheld
FROM written AS n JOIN dividing AS d ON d.line = n.line
WHERE n.delta_fen <> 0 OR n.delta_grams <> 0
"""
_BEFORE = """
LEFT JOIN settlement_share AS b ON b.line = n.line AND b.stage = %(stage)s
    AND b.version = n.version - 1 AND b.link = n.link
"""
_FIRST = _SHARES.format(before_fen="0", before_grams="0", before="")
_AGAIN = _SHARES.format(
    before_fen="coalesce(b.fen, 0)", before_grams="coalesce(b.grams, 0)", before=_BEFORE
)
_SUMS = "SELECT count(*), coalesce(sum(net_fen), 0), coalesce(sum(households), 0) FROM dividing"


@dataclass(frozen=True, slots=True)
class Splitting:
    """One step: which stage, when; the first split of its lines, or another after a refund."""

    stage: Stage
    at: datetime
    on: Any  # the day in China
    is_first: bool = True


def begin() -> None:
    """The empty table `settling`, for the caller to fill. Memory for sorting is this step's own."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TABLES))
        cursor.execute(_SETTLING)


def split(step: Splitting, *, is_complete: bool) -> Run:
    """Write splits, shares and attributions of the lines in `settling`; leaves `earned`."""
    values: dict[str, Any] = {"stage": step.stage.value, "at": step.at, "on": step.on}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE settling")
        cursor.execute(_WEIGHING if step.is_first else _WEIGHING_AGAIN, values)
        cursor.execute("ANALYZE weighing")
        cursor.execute(_DIVIDING)
        cursor.execute("ANALYZE dividing")
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
            "CREATE TEMPORARY TABLE attributing ON COMMIT DROP AS"
            " SELECT * FROM earned WHERE NOT is_withheld"
        )
    attribute_table("attributing")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE attributing")
