"""Whoever's facts changed is screened again: one by one while few, by county when many."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from shouwang.engine.errors import EngineError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import operations as monitoring
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.errors import ScreeningBackwards, ScreeningInFuture
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.registry.models import Household

FEW = 20


def screen_again(households: Collection[int], *, at: datetime) -> int:
    """Screen the households, or ask for a screening of their counties; returns how many runs.

    A county without the parameters of its policy is passed over: its own page says what is missing.
    """
    with entered(Scope.everywhere()):
        homes = list(Household.objects.filter(pk__in=households, ended_on=None).order_by("number"))
        if len(homes) > FEW:
            return sum(_ask(county, at) for county in sorted({_county(one) for one in homes}))
    return sum(_one(home, at) for home in homes)


def _one(home: Household, at: datetime) -> int:
    try:
        with entered(Scope.everywhere()):
            on = _day(_county(home), at)
            monitoring.screen_household(home, by=None, at=at, on=on)
    except EngineError:
        return 0
    return 1


def _ask(county: str, at: datetime) -> int:
    try:
        monitoring.request_screening(
            by=None,
            at=at,
            region_code=county,
            as_of=_day(county, at),
            trigger=ScreeningRun.Trigger.SCHEDULE,
        )
    except (ScreeningBackwards, ScreeningInFuture):
        return 0
    return 1


def _day(county: str, at: datetime) -> date:
    """The day of the facts, and never before the latest screening."""
    today = timezone.localdate(at)
    latest = queries.latest_day(RegionCode(county))
    return max(one for one in (queries.facts_date(county, today), latest) if one is not None)


def _county(home: Household) -> str:
    return RegionCode.of(home.region_code[:6]).code
