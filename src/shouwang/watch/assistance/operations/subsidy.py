"""The price-linked temporary subsidy: entering an index, computing a month, set-based."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.watch.assistance import policy, rules
from shouwang.watch.assistance.errors import ActReused
from shouwang.watch.assistance.models import PriceIndex, PriceKind, SubsidyRun
from shouwang.watch.assistance.rules import Prices

# What was received in the two months that end with the subsidised one: allowances of a month are
# often entered with the next.
_ENTITLED = """
SELECT h.id AS household_id, h.region_code, g.code AS grp, n.persons
  FROM (
    SELECT DISTINCT ON (e.household_id) e.household_id, e.code
      FROM (
        SELECT i.household_id, u.code, u.rank
          FROM unnest(%(codes)s::text[], %(items)s::text[], %(ranks)s::int[])
               AS u (code, item, rank)
          JOIN registry_income i ON i.item = u.item AND i.amount_fen > 0
         WHERE i.month BETWEEN %(since)s AND %(month)s
           AND i.region_code BETWEEN %(low)s AND %(high)s
        UNION ALL
        SELECT c.household_id, v.code, v.rank
          FROM unnest(%(kinds)s::text[], %(categories)s::text[], %(places)s::int[])
               AS v (code, category, rank)
          JOIN registry_categoryperiod c
            ON c.category = v.category AND c.during @> %(month)s::date
         WHERE c.region_code BETWEEN %(low)s AND %(high)s
      ) e ORDER BY e.household_id, e.rank
  ) g
  JOIN registry_household h ON h.id = g.household_id
   AND (h.ended_on IS NULL OR h.ended_on > %(month)s)
  JOIN LATERAL (
    SELECT count(*) AS persons FROM registry_person p
     WHERE p.household_id = h.id AND (p.died_on IS NULL OR p.died_on > %(month)s)
       AND (p.moved_out_on IS NULL OR p.moved_out_on > %(month)s)
       AND (p.joined_on IS NULL OR p.joined_on <= %(month)s)
  ) n ON n.persons > 0
"""
_COUNT = f"SELECT count(*), coalesce(sum(e.persons), 0) FROM ({_ENTITLED}) e"
_PAY = f"""
INSERT INTO assistance_subsidypayment
       (run_id, household_id, region_code, "group", persons, amount_fen)
SELECT %(run)s, e.household_id, e.region_code, e.grp, e.persons, e.persons * %(each)s
  FROM ({_ENTITLED}) e ORDER BY e.region_code, e.household_id
"""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a month's subsidy comes to in a place, and every number that it is made from."""

    month: date
    prices: Prices
    base_fen: int
    each_fen: int
    households: int
    persons: int
    basis: str

    @property
    def total_fen(self) -> int:
        """All that is paid."""
        return self.persons * self.each_fen


@transaction.atomic
def enter_index(
    *,
    by: AbstractBaseUser,
    at: datetime,
    place: RegionCode,
    month: date,
    kind: PriceKind,
    rise_thousandths: int,
    document: str,
) -> Reading[PriceIndex]:
    """Enter the index of a month; the newest entry of a month counts, earlier ones stay."""
    if not document.strip():
        return Reading(None, (Finding("no_document", "请填写公布这个指数的文件或公报。"),))
    if month > timezone.localdate(at):
        return Reading(None, (Finding("month_to_come", "这个月还没有到，指数还没有公布。"),))
    last = standing(place, month, kind)
    same = last is not None and (last.rise_thousandths, last.document) == (
        rise_thousandths,
        document.strip(),
    )
    if last is not None and same:
        return Reading(last)
    made = PriceIndex.objects.create(
        region_code=place.code,
        month=month.replace(day=1),
        kind=kind,
        rise_thousandths=rise_thousandths,
        document=document.strip(),
        by_id=by.pk,
        at=at,
    )
    journal.record(
        by=by,
        act="assistance.price_entered",
        subject=made,
        region=place,
        evidence={"month": made.month, "kind": made.kind, "thousandths": rise_thousandths},
    )
    return Reading(made)


def standing(place: RegionCode, month: date, kind: PriceKind) -> PriceIndex | None:
    """The index of a month that counts in a place."""
    found = PriceIndex.objects.filter(region_code=place.code, month=month.replace(day=1), kind=kind)
    return found.order_by("-id").first()


def reckon(place: RegionCode, month: date) -> Reading[Reckoning]:
    """What a month's subsidy would come to, or which number it lacks; nothing is written."""
    first = month.replace(day=1)
    pack = policy.pack_of(place.code)
    names = ("subsidy_index_tenths", "subsidy_food_tenths", "subsidy_base_month_fen",
             "subsidy_least_fen")  # fmt: skip
    numbers = {name: policy.value(pack, name, place.code, first) for name in names}
    cpi, food = (standing(place, first, kind) for kind in (PriceKind.CPI, PriceKind.FOOD))
    missing = [_missing_number(pack, name, first) for name, one in numbers.items() if one is None]
    if cpi is None:
        missing.insert(0, _missing_index(first))
    if missing or cpi is None:
        return Reading(None, tuple(missing))
    starts, food_starts, base, least = (numbers[name] or 0 for name in names)
    prices = Prices(
        cpi.rise_thousandths, food.rise_thousandths if food else None, starts, food_starts
    )
    if not rules.starts(prices):
        return Reading(None, (_not_started(prices, first),))
    households, persons = _count(place, first)
    return Reading(
        Reckoning(
            first,
            prices,
            base,
            rules.subsidy_each(base, cpi.rise_thousandths, least),
            households,
            persons,
            "；".join(one.document for one in (cpi, food) if one),
        )
    )


@transaction.atomic
def compute(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, place: RegionCode, month: date
) -> Reading[SubsidyRun]:
    """Compute and keep a month's payments: two statements however many households.

    `act_id` becomes the run's number: the same once more gives the same run. Raises ActReused.
    """
    known = SubsidyRun.objects.filter(pk=act_id).first()
    if known is not None:
        if (known.region_code, known.month) != (place.code, month.replace(day=1)):
            raise ActReused(number=act_id)
        return Reading(known)
    reading = reckon(place, month)
    found = reading.value
    if found is None:
        return Reading(None, reading.findings)
    if not found.households:
        return Reading(None, (Finding("nobody", "这个月没有符合条件的户。"),))
    run = SubsidyRun.objects.create(
        id=act_id,
        region_code=place.code,
        month=found.month,
        cpi_thousandths=found.prices.cpi or 0,
        food_thousandths=found.prices.food,
        base_fen=found.base_fen,
        each_fen=found.each_fen,
        basis=found.basis[:400],
        households=found.households,
        persons=found.persons,
        total_fen=found.total_fen,
        by_id=by.pk,
        at=at,
    )
    values = {**_asked(place, found.month), "run": run.pk, "each": found.each_fen}
    with connection.cursor() as cursor:
        cursor.execute(_PAY, values)
    evidence = {"month": run.month, "households": run.households, "total_fen": run.total_fen}
    journal.record(
        by=by, act="assistance.subsidy_computed", subject=run, region=place, evidence=evidence
    )
    return Reading(run)


def _count(place: RegionCode, month: date) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _asked(place, month))
        households, persons = cursor.fetchone()
    return int(households), int(persons)


def _asked(place: RegionCode, month: date) -> dict[str, Any]:
    """The statement's parameters: groups in the order in which they are paid."""
    groups = list(policy.codes("price_subsidy_groups").items())
    items = [(n, c, one) for n, (c, g) in enumerate(groups) for one in g.get("items", ())]
    kinds = [(n, c, one) for n, (c, g) in enumerate(groups) for one in g.get("categories", ())]
    return {
        "codes": [code for _, code, _ in items],
        "items": [item for _, _, item in items],
        "ranks": [rank for rank, _, _ in items],
        "kinds": [code for _, code, _ in kinds],
        "categories": [category for _, _, category in kinds],
        "places": [rank for rank, _, _ in kinds],
        "since": (month.replace(day=1) - timedelta(days=1)).replace(day=1),
        "month": month,
        "low": place.prefix.ljust(LENGTH, "0"),
        "high": place.prefix.ljust(LENGTH, "9"),
    }


def _missing_index(month: date) -> Finding:
    return Finding(
        "index_missing",
        f"还没有录入 {month:%Y-%m} 的居民消费价格同比涨幅：请先按统计公报录入，再计算。",
    )


def _missing_number(pack: Any, name: str, month: date) -> Finding:
    label = pack.parameters[name].label["zh"]
    return Finding(
        "parameter_missing",
        f"{month:%Y-%m} 没有“{label}”（{name}）：请在政策页按文件录入。",
    )


def _not_started(prices: Prices, month: date) -> Finding:
    food = "未录入" if prices.food is None else _percent(prices.food)
    starts, food_starts = _percent(prices.cpi_starts), _percent(prices.food_starts)
    return Finding(
        "not_started",
        f"{month:%Y-%m} 居民消费价格涨幅 {_percent(prices.cpi or 0)}、食品价格涨幅 {food}，"
        f"没有达到启动条件（{starts} 或食品 {food_starts}）。",
    )


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:.1f}%"
