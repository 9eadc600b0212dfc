"""How a household lived on a day: every dated table beside its members, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from shouwang.kernel.periods import add_months
from shouwang.watch.registry.models.facts import IncomeKind
from shouwang.watch.registry.models.household import SubjectCategory
from shouwang.watch.registry.models.living import LandKind
from shouwang.watch.registry.queries.brought import BROUGHT

WINDOW_MONTHS = 12
MOST_PRODUCE = 8  # rows, the newest years first


@dataclass(frozen=True, slots=True)
class Period:
    """A category over half-open days."""

    category: str
    from_on: date | None
    to_on: date | None

    @property
    def label(self) -> str:
        """The category in words."""
        return str(SubjectCategory(self.category).label)


@dataclass(frozen=True, slots=True)
class Produce:
    """What was grown, raised or made in a year."""

    year: int
    product: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """One item of income over the twelve months, and what each month brought, in fen."""

    kind: str
    item: str
    by_month: dict[date, int]

    @property
    def label(self) -> str:
        """The item, or the kind where no item is told."""
        return self.item or str(IncomeKind(self.kind).label)

    @property
    def total_fen(self) -> int:
        """The sum of the twelve months."""
        return sum(self.by_month.values())


@dataclass(frozen=True, slots=True)
class IncomeGroup:
    """A branch of the income tree: the items of one kind."""

    kind: str
    lines: Sequence[IncomeLine]

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(IncomeKind(self.kind).label)

    @property
    def total_fen(self) -> int:
        """The sum of the twelve months."""
        return sum(line.total_fen for line in self.lines)

    @property
    def sign(self) -> int:
        """How it counts in net income: costs are taken off, what is excluded does not count."""
        return {IncomeKind.BUSINESS_COST: -1, IncomeKind.EXCLUDED: 0}.get(IncomeKind(self.kind), 1)


@dataclass(slots=True)
class Sections:
    """The dated tables on one day. Land is in hundredths of a mu, by kind."""

    causes: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    land: dict[str, int] = field(default_factory=dict)
    living: dict[str, Any] = field(default_factory=dict)
    produce: list[Produce] = field(default_factory=list)
    categories: list[Period] = field(default_factory=list)
    income: list[IncomeLine] = field(default_factory=list)
    months: Sequence[date] = ()

    @property
    def income_groups(self) -> list[IncomeGroup]:
        """The income tree: kinds in the order of the forms, each with its items."""
        kinds = dict.fromkeys(line.kind for line in self.income)
        return [
            IncomeGroup(kind, [line for line in self.income if line.kind == kind]) for kind in kinds
        ]

    @property
    def net_fen(self) -> int:
        """Net income of the twelve months: wages, business, property, transfers, less costs."""
        return sum(group.sign * group.total_fen for group in self.income_groups)


def window(on: date) -> tuple[date, ...]:
    """The first days of the twelve whole months before the day's month, the oldest first."""
    first = on.replace(day=1)
    return tuple(add_months(first, -n) for n in range(WINDOW_MONTHS, 0, -1))


def sections(
    household: int, on: date, *, facts_on: date, known_at: datetime | None = None
) -> Sections:
    """Everything but members and facts; income of the twelve months before `facts_on`.

    Whoever merged into the household by the day brought what they had earned before.
    """
    months = window(facts_on)
    found = Sections(months=months)
    lines: dict[tuple[str, str], dict[date, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SECTIONS,
            {
                "household": household,
                "homes": [household],
                "on": on,
                "known_at": known_at,
                "since": months[0],
                "until": facts_on.replace(day=1),
            },
        )
        for table, row in cursor.fetchall():
            _TAKEN[table](found, lines, json.loads(row))
    order = {str(kind): place for place, kind in enumerate(IncomeKind.values)}
    found.income = sorted(
        (IncomeLine(kind, item, by_month) for (kind, item), by_month in lines.items()),
        key=lambda line: (order[line.kind], -line.total_fen, line.item),
    )
    found.land = {kind: found.land[kind] for kind in LandKind.values if kind in found.land}
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _living(found: Sections, lines: Any, row: dict[str, Any]) -> None:
    found.living = {**row, "observed_on": _day(row["observed_on"])}


def _income(found: Sections, lines: Any, row: list[Any]) -> None:
    month, kind, item, amount = row
    by_month = lines.setdefault((kind, item), {})
    by_month[date.fromisoformat(month)] = int(amount)


_TAKEN: dict[str, Any] = {
    "cause": lambda found, lines, row: found.causes.append(row[0]),
    "risk": lambda found, lines, row: found.risks.append(row[0]),
    "tag": lambda found, lines, row: found.tags.append(row[0]),
    "land": lambda found, lines, row: found.land.__setitem__(row[0], int(row[1])),
    "produce": lambda found, lines, row: found.produce.append(
        Produce(int(row[0]), row[1], Decimal(str(row[2])), row[3])
    ),
    "category": lambda found, lines, row: found.categories.append(
        Period(row[0], _day(row[1]), _day(row[2]))
    ),
    "living": _living,
    "income": _income,
}

_OF = "household_id = %(household)s"
_KNOWN = "(%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s)"
_SECTIONS = f"""{BROUGHT}
(SELECT 'cause', jsonb_build_array(cause) FROM registry_cause WHERE {_OF} ORDER BY rank)
UNION ALL
(SELECT 'risk', jsonb_build_array(kind) FROM registry_risk
  WHERE {_OF} AND during @> %(on)s::date ORDER BY rank)
UNION ALL
(SELECT 'tag', jsonb_build_array(word) FROM registry_tag WHERE {_OF} ORDER BY id)
UNION ALL
(SELECT 'land', jsonb_build_array(kind, area_centimu) FROM registry_land
  WHERE {_OF} AND during @> %(on)s::date)
UNION ALL
(SELECT 'produce', jsonb_build_array(year, product, quantity::text, unit) FROM registry_production
  WHERE {_OF} AND year <= date_part('year', %(on)s::date)
  ORDER BY year DESC, id LIMIT {MOST_PRODUCE})
UNION ALL
(SELECT 'category', jsonb_build_array(category, lower(during), upper(during))
   FROM registry_categoryperiod WHERE {_OF} AND lower(during) <= %(on)s ORDER BY during)
UNION ALL
(SELECT 'living', to_jsonb(l) - 'id' - 'household_id' - 'region_code' - 'recorded_at'
   FROM registry_living l WHERE {_OF} AND observed_on <= %(on)s ORDER BY observed_on DESC LIMIT 1)
UNION ALL
(SELECT 'income', jsonb_build_array(month, kind, item, sum(amount_fen)) FROM registry_income
  WHERE household_id = ANY (ARRAY(SELECT id FROM brought))
    AND month >= %(since)s AND month < %(until)s AND {_KNOWN}
  GROUP BY month, kind, item)
"""
