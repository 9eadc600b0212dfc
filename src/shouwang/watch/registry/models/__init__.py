"""The registry's tables: household, person, and the facts about them with their source."""

from shouwang.watch.registry.models.facts import (
    Event,
    Housing,
    Income,
    Payout,
    Sale,
    Source,
    Spending,
    Water,
)
from shouwang.watch.registry.models.household import (
    CategoryPeriod,
    Cause,
    Household,
    RegisteredCount,
)
from shouwang.watch.registry.models.person import Person, PersonState
from shouwang.watch.registry.models.statistics import Statistic

__all__ = [
    "CategoryPeriod",
    "Cause",
    "Event",
    "Household",
    "Housing",
    "Income",
    "Payout",
    "Person",
    "PersonState",
    "RegisteredCount",
    "Sale",
    "Source",
    "Spending",
    "Statistic",
    "Water",
]
