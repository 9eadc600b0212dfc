"""Outcomes of townships month by month, from what happened to households and findings.

What is done with the program (log-ins, looks, entries, the journal) is no outcome and is read by
none of them; a test walks the list.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_lazy as _

from shouwang.engine import Pack
from shouwang.engine.errors import MissingParameter
from shouwang.kernel import bulk
from shouwang.kernel.regioncode import LENGTH, Level, RegionCode, bounds
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.policies.queries import current_pack
from shouwang.regions import queries as regions
from shouwang.watch.accountability.errors import MonthUnreadable
from shouwang.watch.accountability.queries import outcomes_sql as sql
from shouwang.watch.accountability.rules import (
    Compared,
    Count,
    Medians,
    compare_medians,
    compare_rates,
    compare_shares,
)

MONITORED = ["unstable", "marginal", "sudden", "watched"]
RECTIFICATIONS = ["rectification", "rectification_township"]
PER = 1000
SOUGHT = 36  # months among which the last one with data is sought
LONGEST_LIMIT = 120  # days back within which something due in a month may have begun


class Shape(StrEnum):
    """How an outcome is counted."""

    SHARE = "share"
    RATE = "rate"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its words, how it is counted, and the statement that counts it."""

    key: str
    label: Any
    definition: Any
    shape: Shape
    statement: str
    tables: tuple[str, ...]
    more_is_better: bool = True
    parameter: str = ""
    extra: Mapping[str, Any] | None = None

    @property
    def can_be_counted(self) -> bool:
        """Whether every table it reads is there: rooms may be left out of an installation."""
        known = {model._meta.db_table for model in apps.get_models()}
        return known.issuperset(self.tables)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "clues",
        _("线索按期核实的比例"),
        _(
            "当月到期的线索户中，在期限内入户走访过的户数比例；期限从线索首次发现的次日起按工作日计。"
        ),
        Shape.SHARE,
        sql.CLUES,
        (
            "visits_homevisit",
            "procedures_act",
            "procedures_case",
            "registry_household",
            "monitoring_clue",
        ),
        parameter="clue_verification_working_days",
    ),
    Outcome(
        "identifications",
        _("识别按期办结的比例"),
        _(
            "当月到期的识别事项中，在总期限内办结的比例；没有办结的算未按期。异议停办的天数没有扣除。"
        ),
        Shape.SHARE,
        sql.CASES,
        ("procedures_case",),
        parameter="identification_total_working_days",
        extra={"procedures": ["monitored_identification"], "without": ["withdrawn"]},
    ),
    Outcome(
        "measures",
        _("按期落实帮扶措施的比例"),
        _("新纳入监测、落实期限在当月届满的户中，期限内至少有一项措施已经落实的比例。"),
        Shape.SHARE,
        sql.MEASURES,
        ("registry_categoryperiod", "assistance_plan", "assistance_measure"),
        parameter="measure_start_days",
    ),
    Outcome(
        "returned",
        _("每千户监测户中重新纳入的户数"),
        _("曾经结束监测、当月又重新纳入监测的户数，除以月初监测户数，乘以一千；越少越好。"),
        Shape.RATE,
        sql.RETURNED,
        ("registry_categoryperiod",),
        more_is_better=False,
    ),
    Outcome(
        "income",
        _("监测户收入增幅的中位数"),
        _(
            "月初在监测的户，前12个月纯收入比再前12个月增长的百分比，取中位数；两段都有收入的户才计。"
        ),
        Shape.MEDIAN,
        sql.INCOME,
        ("registry_categoryperiod", "registry_income"),
    ),
    Outcome(
        "look_backs",
        _("回头看属实的比例"),
        _("当月抽签回头看的户中，原来的认定属实的比例。"),
        Shape.SHARE,
        sql.LOOK_BACKS,
        ("visits_homevisit", "visits_assignment"),
    ),
    Outcome(
        "rectifications",
        _("督查问题按期销号的比例"),
        _("当月到期的督查问题中，在总期限内复核销号的比例；异议成立、不作问题的不计。"),
        Shape.SHARE,
        sql.CASES,
        ("procedures_case",),
        parameter="rectification_total_working_days",
        extra={"procedures": RECTIFICATIONS, "without": ["struck"]},
    ),
)


def offered() -> list[Outcome]:
    """The outcomes that this installation can count."""
    return [one for one in OUTCOMES if one.can_be_counted]


def month_of(text: str, on: date) -> date:
    """The first day of a month written 2024-06; "" is the last whole month. Raises MonthUnreadable.

    A month that has not ended yet is read as the last whole one.
    """
    last = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    if not text:
        return last
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise MonthUnreadable(text=text) from error
    return min(found, last)


@dataclass(frozen=True, slots=True)
class Limits:
    """From which number of cases a township is judged, and how often all judgements may err."""

    least: int
    error: float


def limits(pack: Pack, county: RegionCode, on: date) -> Limits:
    """The numbers of the comparison, as the county has them."""
    least = pack.resolve("comparison_least_cases", county.code, on).value
    return Limits(least, pack.resolve("comparison_error_percent", county.code, on).value / 100)


def compared(outcome: Outcome, county: RegionCode, month: date) -> Compared | None:
    """Every township of a county by one outcome in a month; None when a limit has no value."""
    pack, last = current_pack(county.code), _last_of(month)
    try:
        asked = _asked(outcome, pack, county, month, last)
        allowed = limits(pack, county, last)
    except MissingParameter:
        return None
    places = _townships(county, last)
    rows = _rows(outcome.statement, asked)
    return _compared(outcome, places, rows, allowed)


def latest(outcome: Outcome, county: RegionCode, on: date) -> date | None:
    """The last whole month before a day that has any data; None when three years have none.

    One statement, which looks into no month before the one it finds.
    """
    pack, month, asked, cases = current_pack(county.code), month_of("", on), dict[str, Any](), []
    for _n in range(SOUGHT):
        with suppress(MissingParameter):  # a month without its limit cannot be compared
            given = _asked(outcome, pack, county, month, _last_of(month))
            asked |= {f"{month:m%Y%m}_{name}": value for name, value in given.items()}
            statement = outcome.statement.replace("%(", f"%({month:m%Y%m}_")
            cases.append(f"WHEN EXISTS ({statement}) THEN '{month}'::date")
        month = (month - timedelta(days=1)).replace(day=1)
    if not cases:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(cases)} END", asked)
        return cursor.fetchone()[0]


def _compared(
    outcome: Outcome, places: list[str], rows: list[tuple[Any, ...]], allowed: Limits
) -> Compared:
    least, error, better = allowed.least, allowed.error, outcome.more_is_better
    if outcome.shape is Shape.MEDIAN:
        values = _medians(places, rows)
        return compare_medians(values, least=least, error=error, more_is_better=better)
    counts = _counts(places, rows)
    if outcome.shape is Shape.RATE:
        return compare_rates(counts, per=PER, least=least, error=error, more_is_better=better)
    return compare_shares(counts, least=least, error=error, more_is_better=better)


def _asked(
    outcome: Outcome, pack: Pack, county: RegionCode, month: date, last: date
) -> dict[str, Any]:
    low, high = bounds(county.prefix)
    asked = {
        "low": low,
        "high": high,
        "first": month,
        "last": last,
        "middle": month.replace(year=month.year - 1),
        "begin": month.replace(year=month.year - 2),
        "monitored": MONITORED,
        **(outcome.extra or {}),
    }
    if outcome.parameter:
        days = pack.resolve(outcome.parameter, county.code, last).value
        asked |= {"within": days} | _due_in(month, last, days)
        if outcome.statement == sql.CLUES:
            asked["first"] = month - timedelta(days=LONGEST_LIMIT)
    return asked


def _due_in(month: date, last: date, working_days: int) -> dict[str, list[date]]:
    """The days on which something begun is due in the month, and when."""
    days = [last - timedelta(days=n) for n in range((last - month).days + LONGEST_LIMIT)]
    due = {day: add_working_days(day, working_days, SUPPOSED) for day in days}
    kept = sorted(day for day in days if month <= due[day] <= last)
    return {"days": kept, "limits": [due[day] for day in kept]}


def _rows(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    bulk.plan_for_many()
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def _townships(county: RegionCode, on: date) -> list[str]:
    tree = regions.tree_for(county.prefix, on=on)
    return [one.code for one in tree if one.level == Level.TOWNSHIP]


def _counts(places: list[str], rows: list[tuple[Any, ...]]) -> list[Count]:
    """A count for each township, those without a row too, and for rows of places nobody loaded."""
    found = {place.ljust(LENGTH, "0"): (part, whole) for place, part, whole in rows}
    return [Count(place, *found.get(place, (0, 0))) for place in sorted({*places, *found})]


def _medians(places: list[str], rows: list[tuple[Any, ...]]) -> list[Medians]:
    found: dict[str, list[float]] = {place: [] for place in places}
    for place, now, before in rows:
        found.setdefault(place.ljust(LENGTH, "0"), []).append(float(now / before - 1) * 100)
    return [Medians(place, tuple(sorted(values))) for place, values in sorted(found.items())]


def _last_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
