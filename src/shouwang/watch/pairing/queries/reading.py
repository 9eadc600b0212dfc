"""Helpers with their loads, households without one, pairs and plans; nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from shouwang.kernel.bulk import plan_for_many
from shouwang.kernel.pages import Page, page_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing.errors import HelperUnknown, HouseholdUnknown, PlanUnknown
from shouwang.watch.pairing.models import Helper, Pairing, Plan
from shouwang.watch.pairing.queries.situation import bounds
from shouwang.watch.registry.models import Household

PAGE_SIZE = 50
NOW = Q(during__endswith=None)
SHOWN = ("", "above", "idle", "ended")
# NEEDS as two short lists: of a county most households were never registered.
_WAITING = """
WITH needing AS (
    SELECT h.id, h.number FROM registry_household AS h
    WHERE h.registered_on IS NOT NULL AND h.ended_on IS NULL
      AND h.region_code BETWEEN %(low)s AND %(high)s
    UNION
    SELECT h.id, h.number
    FROM (SELECT c.household_id FROM registry_categoryperiod AS c
          WHERE c.region_code BETWEEN %(low)s AND %(high)s
            AND c.during @> %(on)s::date AND c.category <> 'none') AS c
    CROSS JOIN LATERAL (SELECT o.id, o.number, o.region_code, o.ended_on
                        FROM registry_household AS o WHERE o.id = c.household_id OFFSET 0) AS h
    WHERE h.ended_on IS NULL AND h.region_code BETWEEN %(low)s AND %(high)s),
waiting AS (
    SELECT n.id, n.number FROM needing AS n
    WHERE NOT EXISTS (SELECT 1 FROM pairing_pairing AS p
                      WHERE p.household_id = n.id AND upper(p.during) IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which helpers: words of name or unit, a rank, and those above quota, idle or no longer."""

    place: RegionCode
    words: str = ""
    rank: str = ""
    shown: str = ""


def helpers(wanted: Wanted, quotas: Mapping[str, int]) -> QuerySet[Helper]:
    """Helpers with `load` (households now) and `quota`, by place and name."""
    low, high = bounds(wanted.place).values()
    found = Helper.objects.filter(region_code__range=(low, high))
    found = found.filter(ended_on__isnull=wanted.shown != "ended")
    if wanted.words:
        found = found.filter(Q(name__contains=wanted.words) | Q(unit__contains=wanted.words))
    if wanted.rank:
        found = found.filter(rank=wanted.rank)
    found = _with_loads(found, quotas)
    if wanted.shown == "above":
        found = found.filter(Q(load__gt=F("quota")))
    if wanted.shown == "idle":
        found = found.filter(Q(load=0))
    return found.order_by("region_code", "name", "pk")


def _with_loads(found: QuerySet[Helper], quotas: Mapping[str, int]) -> QuerySet[Helper]:
    theirs = Q(pairings__during__endswith=None, pairings__household__ended_on=None)
    whens = [When(rank=rank, then=Value(quota)) for rank, quota in quotas.items()]
    quota = Case(*whens, default=Value(0), output_field=IntegerField())
    return found.annotate(
        load=Count("pairings", filter=theirs & Q(pairings__isnull=False)), quota=quota
    )


def helper(number: int) -> Helper:
    """A helper in the scope. Raises HelperUnknown."""
    found = Helper.objects.filter(pk=number).select_related("account").first()
    if found is None:
        raise HelperUnknown
    return found


def household(number: str) -> Household:
    """A household in the scope. Raises HouseholdUnknown."""
    found = Household.objects.filter(number=number).first()
    if found is None:
        raise HouseholdUnknown(number=number)
    return found


def pairs_of(one: Helper, *, now: bool) -> QuerySet[Pairing]:
    """The households of a helper: those of now, or those that were, the latest first."""
    found = Pairing.objects.filter(helper=one).select_related("household")
    if now:
        return found.filter(NOW, household__ended_on=None).order_by("region_code", "household_id")
    return found.exclude(NOW).order_by("-during", "pk")


def history_of(of: Household) -> list[Pairing]:
    """Every helper that a household has had, the latest first; the open pair is the present."""
    found = Pairing.objects.filter(household=of).select_related("by", "helper")
    return list(found.order_by("-during", "-pk"))


def waiting_count(place: RegionCode, on: date) -> int:
    """How many households need a helper and have none; a few statements."""
    plan_for_many()
    with connection.cursor() as cursor:
        cursor.execute(f"{_WAITING} SELECT count(*) FROM waiting", {**bounds(place), "on": on})
        counted: int = cursor.fetchone()[0]
    return counted


def waiting(place: RegionCode, on: date, after: str = "", size: int = PAGE_SIZE) -> list[Household]:
    """Households that need a helper and have none, by number; `after` is the last number seen."""
    values = {**bounds(place), "on": on, "after": after, "size": size}
    columns = 'h.id, h.number, h.region_code, h.head_name, h."group", h.size'
    statement = f"""{_WAITING}
SELECT {columns} FROM registry_household AS h WHERE h.id = ANY (ARRAY(
    SELECT id FROM waiting WHERE number > %(after)s ORDER BY number LIMIT %(size)s))
ORDER BY h.number
"""
    plan_for_many()
    return list(Household.objects.raw(statement, values))


def page(found: QuerySet[Helper], number: int) -> Page[Helper]:
    """One page of helpers."""
    return page_of(found, number, PAGE_SIZE)


def plan(number: UUID) -> Plan:
    """A plan in the scope. Raises PlanUnknown."""
    found = Plan.objects.filter(pk=number).select_related("by").first()
    if found is None:
        raise PlanUnknown
    return found


def plans(place: RegionCode, most: int = 10) -> list[Plan]:
    """The latest plans of a place, without what they would change."""
    found = Plan.objects.filter(region_code=place.code).select_related("by")
    return list(found.defer("households", "helpers").order_by("-at", "pk")[:most])


@dataclass(frozen=True, slots=True)
class RollRow:
    """A household on the roll, with its helper."""

    village: str
    group: str
    number: str
    head: str
    helper: str
    unit: str
    post: str


def roll(place: RegionCode) -> list[RollRow]:
    """Every pair of a place, by village and number; one statement."""
    low, high = bounds(place).values()
    found = Pairing.objects.filter(
        NOW, region_code__range=(low, high), household__ended_on=None
    ).select_related("household")
    return [
        RollRow(
            pair.region_code,
            pair.household.group,
            pair.household.number,
            pair.household.head_name,
            pair.helper_name,
            pair.helper_unit,
            pair.helper_post,
        )
        for pair in found.order_by("region_code", "household__number")
    ]
